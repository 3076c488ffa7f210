import Foundation
import Logging
import StudioDomain

/// One job, from its claim to its end.
struct JobRun: Sendable {
    let job: Job
    let worker: Worker
    /// For its files; not there yet.
    let folder: URL
    let state = RunState()

    /// How a run ends.
    enum Ending: Sendable {
        case made([Asset], [Output])
        /// With a sentence for its owner.
        case failed(RenderFailure)
        case broken(any Error)
        /// Nothing was heard of the rendering for too long.
        case stalled
        /// The job is no longer the worker's.
        case lost
        /// The worker stops.
        case stopped
    }

    var studio: Studio { worker.studio }
    var settings: WorkerSettings { worker.settings }
    private var logger: Logger {
        var logger = worker.logger
        logger[metadataKey: "job"] = "\(job.id)"
        logger[metadataKey: "model"] = "\(job.model)"
        return logger
    }

    /// False when the rendering does not stop.
    func run() async -> Bool {
        let begun = ContinuousClock.now
        let (endings, told) = AsyncStream.makeStream(of: Ending.self)
        // A task of its own, since a rendering that hangs would keep a group from ever ending.
        let rendering = Task {
            told.yield(await makeAndKeep())
            told.finish()
        }
        let ending = await firstEnding(endings)
        rendering.cancel()
        let isSucceeded = await settle(ending)
        logger.info(
            "job ended",
            metadata: ["ending": "\(ending.name)", "seconds": "\((ContinuousClock.now - begun).inSeconds)"])
        guard await ends(rendering) else { return false }
        if !isSucceeded { await removeAssets() }
        try? FileManager.default.removeItem(at: folder)
        return true
    }

    /// Waits for the rendering, and renews the lease meanwhile.
    private func firstEnding(_ endings: AsyncStream<Ending>) async -> Ending {
        await withTaskGroup(of: Ending?.self) { group in
            group.addTask {
                for await ending in endings { return ending }
                return nil
            }
            group.addTask { await keepLease() }
            group.addTask { await noticeLoss() }
            defer { group.cancelAll() }
            for await ending in group {
                if let ending { return ending }
                if Task.isCancelled { break }
            }
            return .stopped
        }
    }

    /// Waits for a rendering that is cancelled or done; false when it takes too long.
    private func ends(_ rendering: Task<Void, Never>) async -> Bool {
        let (ends, told) = AsyncStream.makeStream(of: Bool.self)
        // Tasks of their own, so that this wait is kept when the worker stops, and does not last for ever.
        let waiting = Task {
            await rendering.value
            told.yield(true)
        }
        let limit = Task {
            try await Task.sleep(for: settings.stopLimit)
            told.yield(false)
        }
        defer {
            waiting.cancel()
            limit.cancel()
        }
        return await Task { await ends.first { _ in true } ?? true }.value
    }

    // MARK: Settling

    /// Tells the studio how it ended. True when what was kept is the job's now, or may be.
    private func settle(_ ending: Ending) async -> Bool {
        // A task of its own: this one is cancelled when the worker stops, and the studio must hear of it all the same.
        await Task {
            do {
                switch ending {
                case .made(let assets, let outputs): return try await succeed(assets, outputs)
                case .failed(let failure): try await fail(failure.reason)
                case .broken(let error):
                    logger.error("internal failure", metadata: ["error": "\(error)"])
                    try await fail("Internal failure.")
                case .stalled:
                    logger.error("the rendering stalled")
                    try await fail("It stopped making progress and was given up.")
                case .stopped: _ = try await studio.giveBack(job.id, by: worker.id)
                case .lost: break
                }
                return false
            } catch {
                logger.error("the job's end could not be told", metadata: ["error": "\(error)"])
                // What is not known to be lost stays; if nothing names it, it is swept later.
                return true
            }
        }.value
    }

    private func fail(_ reason: String) async throws {
        try await persistently { _ = try await studio.fail(job.id, by: worker.id, reason: reason) }
    }

    private func succeed(_ assets: [Asset], _ outputs: [Output]) async throws -> Bool {
        try await persistently {
            if try await studio.succeed(job.id, by: worker.id, assets: assets, outputs: outputs) { return true }
            // Too late, or told already by a try whose answer did not come.
            let job = try await studio.store.transaction { try $0.job(self.job.id) }
            return job?.state == .succeeded && job?.outputs == outputs
        }
    }

    /// Tries again for as long as the lease may last, where the store does not answer.
    private func persistently<Value>(_ tell: () async throws -> Value) async throws -> Value {
        let begun = ContinuousClock.now
        while true {
            do { return try await tell() } catch {
                guard ContinuousClock.now - begun < .seconds(Studio.leaseTime) else { throw error }
                try await Task.sleep(for: settings.reporting)
            }
        }
    }

    private func removeAssets() async {
        // A task of its own, since the worker may be stopping.
        await Task {
            for id in state.assets {
                do { try await worker.assets.remove(id) } catch {
                    logger.warning("an asset without a job stays", metadata: ["asset": "\(id)", "error": "\(error)"])
                }
            }
        }.value
    }
}

extension JobRun.Ending {
    fileprivate var name: String {
        switch self {
        case .made: "made"
        case .failed: "failed"
        case .broken: "broken"
        case .stalled: "stalled"
        case .lost: "lost"
        case .stopped: "stopped"
        }
    }
}

extension Duration {
    /// Rounded to tenths.
    fileprivate var inSeconds: Double {
        (Double(components.seconds) * 10 + (Double(components.attoseconds) * 1e-17).rounded()) / 10
    }
}
