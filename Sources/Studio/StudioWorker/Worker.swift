import Foundation
import Logging
import ServiceLifecycle
import StudioDomain

/// Makes jobs, one at a time: claims the next, renders it, keeps what comes out and settles, until it is stopped.
///
/// A job is the worker's as long as it renews its lease. Whatever ends it, it ends once: `Studio` refuses whoever comes too
/// late, and then the worker removes what it kept. A stop gives back what is not finished.
public struct Worker: Service {
    let id: WorkerID
    let studio: Studio
    let assets: any AssetStore
    let fetcher: any InputFetcher
    let renderer: any Renderer
    let selector: any ObjectSelecting
    let workplace: URL
    let settings: WorkerSettings
    let freeMemory: @Sendable () -> Int?
    let logger: Logger

    /// - Parameters:
    ///   - id: of this process alone; a new one each time that it starts.
    ///   - workplace: a folder for the files of jobs, which several workers may share; what killed workers left there is
    ///     removed.
    ///   - freeMemory: bytes that can be had at the moment; nothing where that is not known.
    public init(
        id: WorkerID, studio: Studio, assets: any AssetStore, fetcher: any InputFetcher, renderer: any Renderer,
        selector: any ObjectSelecting, workplace: URL, settings: WorkerSettings = WorkerSettings(),
        freeMemory: @escaping @Sendable () -> Int? = { nil },
        logger: Logger
    ) {
        self.id = id
        self.studio = studio
        self.assets = assets
        self.fetcher = fetcher
        self.renderer = renderer
        self.selector = selector
        self.workplace = workplace
        self.settings = settings
        self.freeMemory = freeMemory
        var logger = logger
        logger[metadataKey: "worker"] = "\(id)"
        self.logger = logger
    }

    /// Returns when it is stopped.
    /// - Throws: `WorkerError` when the process must be started anew.
    public func run() async throws {
        let folder = try WorkFolder(in: workplace)
        defer { folder.remove() }
        do {
            try await cancelWhenGracefulShutdown { try await work(in: folder) }
        } catch is CancellationError {
            return
        }
    }

    private func work(in folder: WorkFolder) async throws {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in studio.store.changes() { wake.yield() } }
            group.addTask {
                while true {
                    wake.yield()
                    try await Task.sleep(for: settings.poll)
                }
            }
            defer { group.cancelAll() }
            for await _ in wakes {
                while let job = await claim() {
                    let run = JobRun(job: job, worker: self, folder: folder.url.appending(path: job.id.description))
                    guard await run.run() else { throw WorkerError.hangs }
                    try Task.checkCancellation()
                }
                // Changes come in crowds, and each look into the queue costs the store something.
                try await Task.sleep(for: settings.breath)
            }
            try Task.checkCancellation()
        }
    }

    /// The next job; nothing when none waits, or when that cannot be found out at the moment.
    private func claim() async -> Job? {
        guard !Task.isCancelled else { return nil }
        do {
            let models = try await renderer.models()
            guard !models.isEmpty else { return nil }
            return try await studio.claimNext(for: id, models: models)
        } catch {
            if !Task.isCancelled { logger.error("no job can be claimed", metadata: ["error": "\(error)"]) }
            return nil
        }
    }
}

/// Why a worker's process cannot go on.
public enum WorkerError: Error, Equatable, CustomStringConvertible {
    /// A rendering does not stop.
    case hangs
    /// The folder for the files of jobs cannot be made.
    case noWorkplace(reason: String)

    public var description: String {
        switch self {
        case .hangs: "A rendering does not stop; the worker must be started anew."
        case .noWorkplace(let reason): "The folder for the files of jobs cannot be used: \(reason)."
        }
    }
}
