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
    /// How often a change is tried while others change the same frame: more than there may be of one account at once.
    private static let tries = 5

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
        switch source {
        case .id(let name):
            let clip = try await OrderDesk(parts: parts, caller: caller).clip(name).id
            return try await withFolder { folder in
                let file = folder.appending(path: Self.clipName)
                try await copy(clip, to: file)
                return try await begin(with: file, of: clip, from: .job, in: folder)
            }
        case .url(let url):
            return try await withFolder { folder in
                let file = folder.appending(path: Self.clipName)
                try await selecting.fetcher.fetch(url, to: file, mostBytes: Self.mostClipBytes)
                return try await begin(
                    with: file, of: nil, from: .outside(keepsLimits: parts.settings.clipsKeepLimits), in: folder)
            }
        }
    }

    /// - Parameter asset: whose bytes the file has, where they are kept already.
    private func begin(
        with file: URL, of asset: AssetID?, from origin: ClipOrigin, in folder: URL
    ) async throws -> ClipSelection {
        let prepared = try await working { try await $0.prepare(file, from: origin, into: folder) }
        if let asset, prepared.file == nil {
            return try await parts.studio.beginSelection(
                in: asset, with: prepared.facts, of: caller.account, keeping: nil)
        }
        return try await keeping([(prepared.file ?? file, "video/mp4")]) { assets in
            try await parts.studio.beginSelection(
                in: assets[0].id, with: prepared.facts, of: caller.account, keeping: assets[0])
        }
    }

    // MARK: Changing

    /// What the points of the frame that was marked select after a change; nothing where none is left.
    func change(
        _ body: MarkSelectionBody,
        _ change: @escaping @Sendable ([MarkedPoint], inout ClipSelection) throws -> Void
    ) async throws -> SelectedMask? {
        let (frame, points) = (body.frame, body.points.map { MarkedPoint(x: $0.x, y: $0.y) })
        for _ in 0..<Self.tries {
            let seen = try await selection(body.sessionID)
            var wanted = seen
            try change(points, &wanted)
            let mask = try await mask(on: frame, of: wanted)
            let isChanged = try await changeSelection(body.sessionID) { current in
                // Other frames may have changed meanwhile.
                guard current.points(on: frame) == seen.points(on: frame) else { return false }
                try change(points, &current)
                return true
            }
            if isChanged { return mask }
        }
        throw SelectionRefusal.changing
    }

    func clear(_ name: String) async throws {
        _ = try await changeSelection(name) { current in
            current.clear()
            return true
        }
    }

    private func mask(on frame: Int, of selection: ClipSelection) async throws -> SelectedMask? {
        let points = selection.points(on: frame)
        guard !points.isEmpty else { return nil }
        return try await withClip(of: selection) { clip, _ in
            try await working { try await $0.mask(of: points, onFrame: frame, of: clip) }
        }
    }

    /// Whether the change took place.
    private func changeSelection(
        _ name: String, keeping assets: [Asset] = [], _ change: @escaping @Sendable (inout ClipSelection) throws -> Bool
    ) async throws -> Bool {
        guard let gone = try await parts.studio.changeSelection(name, of: caller.account, keeping: assets, change)
        else { return false }
        // One that cannot be removed now belongs to nothing and is swept later.
        for id in gone { try? await parts.assets.remove(id) }
        return true
    }

    // MARK: Looking

    /// What is selected, followed through the clip; made when it is asked for first.
    func view(_ name: String) async throws -> ClipSelection.View {
        let selection = try await selection(name)
        guard !selection.frames.isEmpty else { throw SelectionRefusal.nothingSelected }
        if let view = selection.view { return view }
        do { return try await newView(of: selection, name) } catch SelectionRefusal.changing {
            // Another call may have made the same meanwhile.
            let current = try await self.selection(name)
            guard current.frames == selection.frames, let view = current.view else { throw SelectionRefusal.changing }
            return view
        }
    }

    private func newView(of selection: ClipSelection, _ name: String) async throws -> ClipSelection.View {
        try await withClip(of: selection) { clip, folder in
            let tracked = try await working {
                try await $0.track(selection.frames, through: clip, isShown: true, into: folder)
            }
            guard let shown = tracked.shown else { throw APIError.internalFailure }
            let files = [
                (tracked.masks, "video/mp4"), (shown.clip, "video/mp4"), (shown.cover, "image/png"),
                (shown.tracking, "application/json"),
            ]
            return try await keeping(files) { assets in
                let view = ClipSelection.View(
                    masks: assets[0].id, clip: assets[1].id, cover: assets[2].id, tracking: assets[3].id)
                let isKept = try await changeSelection(name, keeping: assets) { current in
                    guard current.frames == selection.frames, current.view == nil else { return false }
                    current.show(view)
                    return true
                }
                guard isKept else { throw SelectionRefusal.changing }
                return view
            }
        }
    }

    // MARK: Files

    /// As its owner reads it in sentences about it.
    private static let clipName = "The clip"

    private func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        try await selecting.slots.count(caller.account) { try await selecting.folders.with(body) }
    }

    private func working<Result>(_ body: (any ObjectSelecting) async throws -> Result) async throws -> Result {
        try await selecting.slots.work(for: caller.account) { try await body(selecting.selector) }
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
