import AssetStorage
import Foundation
import Logging
import MemoryStore
import StudioDomain
import StudioWorker
import Synchronization

import struct StudioDomain.Progress

/// A studio with an account, a store of assets, and workers that do as a script says.
final class Workshop: Sendable {
    let store = MemoryStore()
    let studio: Studio
    let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")
    let assets: FileAssetStore
    let account = AccountID(number: 1)
    private let clock: Clock

    final class Clock: Sendable {
        private let ahead = Mutex<TimeInterval>(0)
        var time: Date { Date() + ahead.withLock { $0 } }
        func turn(by seconds: TimeInterval) { ahead.withLock { $0 += seconds } }
    }

    init() async throws {
        let clock = Clock()
        self.clock = clock
        studio = Studio(store: store, now: { clock.time })
        assets = try FileAssetStore(folder: folder.appending(path: "assets"), now: { clock.time })
        let owner = Account(id: account, name: "ann", createdAt: clock.time)
        try await store.transaction { try $0.save(owner) }
        try await studio.issue(
            Grant(
                id: GrantID(number: 1), account: account, kind: .pack, name: "pack", product: nil,
                amount: Credits(1000), validFrom: clock.time - 1, validUntil: clock.time + 90 * 86400,
                concurrency: 10))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func wait(_ seconds: TimeInterval) { clock.turn(by: seconds) }

    var time: Date { clock.time }

    /// All waiting times but a few hundredths of a second.
    static var quick: WorkerSettings {
        var settings = WorkerSettings()
        settings.poll = .milliseconds(20)
        settings.breath = .milliseconds(1)
        settings.heartbeat = .milliseconds(40)
        settings.reporting = .milliseconds(10)
        settings.previews = .milliseconds(20)
        settings.stopLimit = .milliseconds(300)
        settings.memoryLimit = .milliseconds(30)
        return settings
    }

    func worker(
        _ renderer: some Renderer, name: String = "ann", settings: WorkerSettings = quick,
        assets: (any AssetStore)? = nil, fetcher: any InputFetcher = NoNetwork(),
        selector: any ObjectSelecting = WrittenMasks(), freeMemory: Int? = nil
    ) -> Worker {
        Worker(
            id: WorkerID(name), studio: studio, assets: assets ?? self.assets, fetcher: fetcher, renderer: renderer,
            selector: selector, workplace: workplace, settings: settings, freeMemory: { freeMemory },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    var workplace: URL { folder.appending(path: "workplace") }

    func submit(inputs: [OrderInput] = []) async throws -> Job {
        try await studio.submit(
            Submission(
                account: account, surface: "videos/text2video", model: "toybox", price: Credits(35),
                order: Order(task: .textToVideo, prompt: "a dog", inputs: inputs, seconds: 5)))
    }

    /// Runs a worker until the job has ended or `condition` holds, then stops it.
    @discardableResult
    func run(_ worker: Worker, until condition: @escaping @Sendable (Job) -> Bool, of job: Job) async throws -> Job {
        try await withThrowingTaskGroup(of: Job?.self) { group in
            group.addTask {
                try await worker.run()
                return nil
            }
            group.addTask { try await self.wait(until: condition, of: job) }
            while let result = try await group.next() {
                guard let result else { continue }
                group.cancelAll()
                try await group.waitForAll()
                return result
            }
            throw CancellationError()
        }
    }

    func wait(until condition: @Sendable (Job) -> Bool, of job: Job) async throws -> Job {
        while true {
            if let found = try await self.job(job.id), condition(found) { return found }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    func job(_ id: JobID) async throws -> Job? { try await store.transaction { try $0.job(id) } }

    /// What is left of the account's credits, and what is held.
    func credits() async throws -> (free: Credits, held: Credits) {
        let books = try await store.transaction { LedgerEntry.balances(of: try $0.ledger(of: self.account)) }
        var (free, held) = (Credits.zero, Credits.zero)
        for (book, balance) in books {
            switch book {
            case .grant: free += balance
            case .held: held += balance
            default: break
            }
        }
        return (free, held)
    }
}

struct NoNetwork: InputFetcher {
    func fetch(_ url: URL, to file: URL, mostBytes: Int) async throws {
        throw RenderFailure("The address could not be read.")
    }
}

/// Writes down what it was asked to follow, in the place of masks.
struct WrittenMasks: ObjectSelecting {
    struct NotAsked: Error {}

    func prepare(_ clip: URL, from origin: ClipOrigin, into folder: URL) throws -> PreparedClip { throw NotAsked() }

    func mask(of points: [MarkedPoint], onFrame frame: Int, of clip: URL) throws -> SelectedMask { throw NotAsked() }

    func track(_ frames: [MarkedFrame], through clip: URL, isShown: Bool, into folder: URL) throws -> TrackedClip {
        let masks = folder.appending(path: "masks")
        let text = try String(contentsOf: clip, encoding: .utf8) + " at \(frames.map(\.frame))"
        try Data(text.utf8).write(to: masks)
        return TrackedClip(masks: masks, shown: nil)
    }
}

/// Does what a test says.
struct ScriptedRenderer: Renderer {
    var memory: Int?
    let script:
        @Sendable (_ inputs: [URL], _ folder: URL, _ report: @Sendable (Progress, Data?) -> Void) async throws ->
            [String]

    func models() -> [String] { ["toybox"] }
    func memoryNeeded(for order: Order, model: String) -> Int? { memory }

    func render(
        _ order: Order, model: String, inputs: [URL], into folder: URL,
        report: @escaping @Sendable (Progress, Data?) -> Void
    ) async throws -> [RenderedFile] {
        try await script(inputs, folder, report).map { text in
            let file = folder.appending(path: UUID().uuidString)
            try Data(text.utf8).write(to: file)
            return RenderedFile(file: file, mediaType: "video/mp4", seconds: 5)
        }
    }

    /// Takes steps until it is cancelled.
    static func endless(began: @escaping @Sendable () -> Void = {}) -> ScriptedRenderer {
        ScriptedRenderer { _, _, report in
            for step in 0... {
                report(Progress(step: step, steps: 1000, secondsLeft: nil), nil)
                began()
                try await Task.sleep(for: .milliseconds(5))
            }
            return []
        }
    }
}

/// Refuses to keep anything.
struct FullAssetStore: AssetStore {
    struct Full: Error {}

    func put(_ id: AssetID, file: URL, mediaType: String) async throws { throw Full() }
    func put(_ id: AssetID, bytes: Data, mediaType: String) async throws { throw Full() }
    func read(_ id: AssetID, _ range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error> {
        throw AssetStoreError.missing(id)
    }
    func copy(_ id: AssetID, to file: URL) async throws { throw AssetStoreError.missing(id) }
    func remove(_ id: AssetID) async throws {}
    func all() async throws -> [AssetID] { [] }
}
