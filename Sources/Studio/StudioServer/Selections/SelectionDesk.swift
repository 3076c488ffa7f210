import Foundation
import StudioAPI
import StudioDomain

/// Where a caller's selections are begun, changed and looked at. All of a selection is in the store, so any server goes on with it.
struct SelectionDesk {
    let parts: ServerParts
    let caller: Caller
    private let selecting: SelectionParts

    /// Bytes of a clip that is named by a URL.
    private static let mostClipBytes = 200 << 20
    /// How often a change is tried while others change the same selection.
    private static let tries = 3

    /// - Throws: `APIError` where this server cannot select.
    init(parts: ServerParts, caller: Caller) throws(APIError) {
        guard let selecting = parts.selecting else { throw .notAvailable("Editing with selections") }
        self.parts = parts
        self.caller = caller
        self.selecting = selecting
    }

    func selection(_ name: String) async throws -> ClipSelection {
        try await parts.studio.selection(name, of: caller.account)
    }

    // MARK: Beginning

    func begin(_ source: VideoSource) async throws -> ClipSelection {
        // Found before it waits for its turn.
        let own =
            if case .id(let name) = source { try await OrderDesk(parts: parts, caller: caller).clip(name).id } else {
                AssetID?.none
            }
        return try await withFolder { folder in
            let file = folder.appending(path: Self.clipName)
            let origin: ClipOrigin
            switch source {
            case .id: origin = .job
            case .url(let url):
                try await selecting.fetcher.fetch(url, to: file, mostBytes: Self.mostClipBytes)
                origin = .outside(keepsLimits: parts.settings.clipsKeepLimits)
            }
            if let own { try await copy(own, to: file) }
            let prepared = try await selecting.selector.prepare(file, from: origin, into: folder)
            if let own, prepared.file == nil {
                return try await parts.studio.beginSelection(
                    in: own, with: prepared.facts, of: caller.account, keeping: nil)
            }
            return try await keeping([(prepared.file ?? file, "video/mp4")]) { assets in
                try await parts.studio.beginSelection(
                    in: assets[0].id, with: prepared.facts, of: caller.account, keeping: assets[0])
            }
        }
    }

    // MARK: Changing

    /// What the points of the frame that was marked select after a change; nothing where none is left.
    func change(
        _ body: MarkSelectionBody, _ change: ([MarkedPoint], inout ClipSelection) throws -> Void
    ) async throws -> SelectedMask? {
        let points = body.points.map { MarkedPoint(x: $0.x, y: $0.y) }
        for _ in 0..<Self.tries {
            let old = try await selection(body.sessionID)
            var new = old
            try change(points, &new)
            let mask = try await mask(on: body.frame, of: new)
            if new == old { return mask }
            if try await replace(old, with: new) { return mask }
        }
        throw SelectionRefusal.changing
    }

    func clear(_ name: String) async throws {
        for _ in 0..<Self.tries {
            let old = try await selection(name)
            var new = old
            new.clear()
            if try await replace(old, with: new) { return }
        }
        throw SelectionRefusal.changing
    }

    private func mask(on frame: Int, of selection: ClipSelection) async throws -> SelectedMask? {
        let points = selection.points(on: frame)
        guard !points.isEmpty else { return nil }
        return try await withClip(of: selection) { clip, _ in
            try await selecting.selector.mask(of: points, onFrame: frame, of: clip)
        }
    }

    private func replace(_ old: ClipSelection, with new: ClipSelection, keeping assets: [Asset] = []) async throws
        -> Bool
    {
        guard let gone = try await parts.studio.replace(old, with: new, keeping: assets) else { return false }
        // One that cannot be removed now belongs to nothing and is swept later.
        for id in gone { try? await parts.assets.remove(id) }
        return true
    }

    // MARK: Looking

    /// What is selected, followed through the clip; made when it is asked for first.
    func view(_ name: String) async throws -> ClipSelection.View {
        let old = try await selection(name)
        guard !old.frames.isEmpty else { throw SelectionRefusal.nothingSelected }
        if let view = old.view { return view }
        return try await withClip(of: old) { clip, folder in
            let tracked = try await selecting.selector.track(old.frames, through: clip, isShown: true, into: folder)
            guard let shown = tracked.shown else { throw APIError.internalFailure }
            let files = [
                (tracked.masks, "video/mp4"), (shown.clip, "video/mp4"), (shown.cover, "image/png"),
                (shown.tracking, "application/json"),
            ]
            return try await keeping(files) { assets in
                let view = ClipSelection.View(
                    masks: assets[0].id, clip: assets[1].id, cover: assets[2].id, tracking: assets[3].id)
                var new = old
                new.show(view)
                guard try await replace(old, with: new, keeping: assets) else { throw SelectionRefusal.changing }
                return view
            }
        }
    }

    // MARK: Files

    /// As its owner reads it in sentences about it.
    private static let clipName = "The clip"

    private func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        try await selecting.slots.with(caller.account) { try await selecting.folders.with(body) }
    }

    private func withClip<Result>(
        of selection: ClipSelection, _ body: (_ clip: URL, _ folder: URL) async throws -> Result
    ) async throws -> Result {
        try await withFolder { folder in
            let clip = folder.appending(path: Self.clipName)
            try await copy(selection.clip, to: clip)
            return try await body(clip, folder)
        }
    }

    private func copy(_ id: AssetID, to file: URL) async throws {
        guard let asset = try await parts.studio.asset(id), asset.account == caller.account else {
            throw SelectionRefusal.clipGone
        }
        do { try await parts.assets.copy(id, to: file) } catch AssetStoreError.missing {
            throw SelectionRefusal.clipGone
        }
    }

    /// Keeps the bytes of files, then does what records them; if that fails, they go again.
    private func keeping<Result>(
        _ files: [(file: URL, mediaType: String)], _ record: ([Asset]) async throws -> Result
    ) async throws -> Result {
        var assets: [Asset] = []
        do {
            for (file, mediaType) in files {
                let (time, bytes) = (parts.studio.now(), try file.resourceValues(forKeys: [.fileSizeKey]).fileSize)
                var id = AssetID.new(at: time)
                while assets.contains(where: { $0.id == id }) { id = .new(at: time) }
                assets.append(
                    Asset(
                        id: id, account: caller.account, job: nil, mediaType: mediaType, bytes: bytes ?? 0,
                        createdAt: time))
                try await parts.assets.put(id, file: file, mediaType: mediaType)
            }
            return try await record(assets)
        } catch {
            for asset in assets { try? await parts.assets.remove(asset.id) }
            throw error
        }
    }
}
