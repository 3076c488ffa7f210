import Foundation
import StudioDomain

extension JobRun {
    /// Brings the inputs, renders, and keeps the results.
    func makeAndKeep() async -> Ending {
        do {
            let inputs = folder.appending(path: "inputs")
            let results = folder.appending(path: "results")
            for folder in [inputs, results] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            let files = try await bringInputs(into: inputs)
            try await waitForMemory()
            let rendered = try await worker.renderer.render(
                job.order, model: job.model, inputs: files, into: results,
                report: { [state] progress, preview in state.tell(progress, preview: preview) })
            try Task.checkCancellation()
            return try await keep(rendered)
        } catch let failure as RenderFailure {
            return .failed(failure)
        } catch {
            return .broken(error)
        }
    }

    /// A file for each of the order's inputs.
    private func bringInputs(into folder: URL) async throws -> [URL] {
        var (files, left) = ([URL](), settings.mostInputBytesTogether)
        for (number, input) in job.order.inputs.enumerated() {
            state.tell()
            let file = folder.appending(path: "input-\(number + 1)")
            let most = min(left, settings.mostInputBytes)
            switch input.source {
            case .asset(let id): try await copy(id, of: number, to: file, mostBytes: most)
            case .remote(let url): try await worker.fetcher.fetch(url, to: file, mostBytes: most)
            case .selected(let clip, let frames):
                let folder = folder.appending(path: "selection-\(number + 1)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let copy = folder.appending(path: "The clip")
                try await self.copy(clip, of: number, to: copy, mostBytes: most)
                let tracked = try await worker.selector.track(frames, through: copy, isShown: false, into: folder)
                try FileManager.default.moveItem(at: tracked.masks, to: file)
            }
            left -= try file.bytes
            guard left >= 0 else { throw RenderFailure("The inputs are too large.") }
            files.append(file)
        }
        return files
    }

    private func copy(_ id: AssetID, of number: Int, to file: URL, mostBytes: Int) async throws {
        guard let asset = try await studio.asset(id), asset.account == job.account else {
            throw RenderFailure("Input \(number + 1) is not there any more.")
        }
        guard asset.bytes <= mostBytes else { throw RenderFailure("The inputs are too large.") }
        do { try await worker.assets.copy(id, to: file) } catch AssetStoreError.missing {
            throw RenderFailure("Input \(number + 1) is not there any more.")
        }
    }

    /// Waits while others hold the memory that the order needs.
    ///
    /// A job is claimed before its size is known, so that one that is too big for this machine fails here. It is not given
    /// back: nothing tells whether another worker could make it, and this one would claim it again.
    private func waitForMemory() async throws {
        guard let needed = try await worker.renderer.memoryNeeded(for: job.order, model: job.model) else { return }
        let begun = ContinuousClock.now
        while let free = worker.freeMemory(), free < needed {
            guard ContinuousClock.now - begun < settings.memoryLimit else {
                throw RenderFailure(
                    "This needs about \(Self.gigabytes(needed)) of memory, but the server has \(Self.gigabytes(free)) free; "
                        + "ask for a smaller size or a shorter clip.")
            }
            state.tell()
            try await Task.sleep(for: settings.reporting)
        }
    }

    private func keep(_ rendered: [RenderedFile]) async throws -> Ending {
        var (assets, outputs) = ([Asset](), [Output]())
        for result in rendered {
            let (time, bytes) = (studio.now(), try result.file.bytes)
            let id = AssetID.new(at: time)
            state.willKeep(id)
            try await worker.assets.put(id, file: result.file, mediaType: result.mediaType)
            state.tell()
            try Task.checkCancellation()
            assets.append(
                Asset(
                    id: id, account: job.account, job: job.id, mediaType: result.mediaType, bytes: bytes,
                    createdAt: time))
            outputs.append(Output(asset: id, seconds: result.seconds))
        }
        return .made(assets, outputs)
    }

    private static func gigabytes(_ bytes: Int) -> String { "\((Double(bytes) / 1e8).rounded() / 10) GB" }
}

extension URL {
    /// Bytes of a file.
    fileprivate var bytes: Int {
        get throws {
            // A new value, since a URL keeps what it once read.
            let file = URL(filePath: path)
            return try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        }
    }
}
