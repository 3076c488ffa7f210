import Foundation
import GuardedFetch
import Logging
import Metrics
import SecretKeeping
import ServiceLifecycle
import StudioDomain
import Synchronization

/// Sends the messages that are due, again and again, until it is told to stop. Any number of servers may do so beside each
/// other: a message is one server's for a while, and everyone's again when that server is gone.
public struct CallbackSender: Service {
    /// How it goes about it.
    public struct Settings: Sendable {
        public var mostAtOnce = 64
        public var mostPerHost = 8
        /// Until a receiver has answered.
        public var timeLimit = Duration.seconds(10)
        /// Between two looks for what is due.
        public var interval = Duration.milliseconds(500)

        public init() {}
    }

    private let studio: Studio
    private let vault: SecretVault
    private let payload: @Sendable (Job) async throws -> Data
    private let fetcher: GuardedFetcher
    private let settings: Settings
    private let metrics: any MetricsFactory
    private let logger: Logger

    /// - Parameter payload: the body of a message about a job, in the state that the message is about even when the job is
    ///   further by now.
    public init(
        studio: Studio, vault: SecretVault, fetcher: GuardedFetcher, settings: Settings = Settings(),
        metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger,
        payload: @escaping @Sendable (Job) async throws -> Data
    ) {
        self.studio = studio
        self.vault = vault
        self.payload = payload
        self.fetcher = fetcher
        self.settings = settings
        self.metrics = metrics
        self.logger = logger
    }

    /// How many messages are looked for at once, and how many may wait here.
    private static let batch = 64
    private static let mostWaitingPerHost = 200
    /// How long one host with no room may keep others from being looked for.
    private static let patience = Duration.seconds(2)

    /// Seconds for which a message is this server's: two thirds to begin it in, one to have it answered.
    private var hiding: TimeInterval { 3 * Double(settings.timeLimit.components.seconds + 1) }

    /// Told to stop, it begins nothing new and ends when what is under way has been answered.
    public func run() async throws {
        // One signal that waits is enough: it means "look again".
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let mailbox = Mailbox(signal)
        await withDiscardingTaskGroup { group in
            group.addTask {
                try? await cancelWhenGracefulShutdown {
                    while true {
                        mailbox.look()
                        try await Task.sleep(for: settings.interval)
                    }
                }
                signal.finish()
            }
            var plan = DeliveryPlan(
                mostAtOnce: settings.mostAtOnce, mostPerHost: settings.mostPerHost,
                mostWaitingPerHost: Self.mostWaitingPerHost)
            var mayBeMore = false
            var lastRoom = ContinuousClock.now
            for await _ in signals {
                let (done, isTime) = mailbox.takeAll()
                for message in done { plan.finish(message) }
                let hasRoom = plan.hasRoom(for: Self.batch)
                if hasRoom { lastRoom = .now }
                // A host that is quick makes room soon. For one that does not, no other waits longer.
                let isStuck = lastRoom.duration(to: .now) > Self.patience
                if (isTime || mayBeMore) && hasRoom || isTime && isStuck {
                    let due = await takeDue()
                    plan.add(due, until: studio.now().addingTimeInterval(hiding * 2 / 3))
                    mayBeMore = due.count == Self.batch
                    if mayBeMore { signal.yield() }
                }
                while let message = plan.start(at: studio.now()) {
                    group.addTask {
                        await send(message)
                        mailbox.put(message)
                    }
                }
            }
        }
    }

    private func takeDue() async -> [DueDelivery] {
        do {
            return try await studio.takeDueDeliveries(hidingFor: hiding, limit: Self.batch)
        } catch {
            // The store may be back at the next look.
            if !Task.isCancelled { logger.error("due callbacks cannot be read", metadata: ["error": "\(error)"]) }
            return []
        }
    }

    private func send(_ message: DueDelivery) async {
        var (status, problem): (Int?, String) = (nil, "")
        do {
            let time = studio.now()
            let body = try await payload(message.job.past(message.delivery.jobState, since: message.delivery.createdAt))
            let headers = try CallbackSignature.headers(
                id: message.delivery.id.description, time: time, body: body,
                secrets: message.secrets.map { try vault.text(of: $0) })
            status = try await fetcher.post(
                message.delivery.url, headers: [("Content-Type", "application/json")] + headers, body: body,
                timeLimit: settings.timeLimit)
        } catch is CancellationError {
            // Nothing is noted, so it is sent again, perhaps for a second time.
            return
        } catch let refusal as FetchRefusal {
            problem = refusal.description
        } catch {
            problem = CallbackProblem.unusable.description
            logger.error(
                "a callback cannot be written or signed",
                metadata: ["delivery": "\(message.delivery.id)", "error": "\(type(of: error))"])
        }
        let isTaken = status.map { (200...299).contains($0) } ?? false
        Counter(
            label: "kinora_callback_attempts_total", dimensions: [("result", isTaken ? "taken" : "refused")],
            factory: metrics
        ).increment()
        do {
            let delivery = try await studio.note(message.delivery, status: status, problem: problem)
            if delivery.state == .abandoned {
                logger.warning(
                    "a callback was given up", metadata: ["delivery": "\(delivery.id)", "job": "\(delivery.job)"])
            }
        } catch {
            logger.error(
                "a callback's try cannot be noted",
                metadata: ["delivery": "\(message.delivery.id)", "error": "\(error)"])
        }
    }
}

/// What the loop is told: messages that were sent, and that it is time to look for more.
private final class Mailbox: Sendable {
    private let content = Mutex((done: [DueDelivery](), isTime: false))
    private let signal: AsyncStream<Void>.Continuation

    init(_ signal: AsyncStream<Void>.Continuation) { self.signal = signal }

    func put(_ message: DueDelivery) {
        content.withLock { $0.done.append(message) }
        signal.yield()
    }

    func look() {
        content.withLock { $0.isTime = true }
        signal.yield()
    }

    func takeAll() -> (done: [DueDelivery], isTime: Bool) {
        content.withLock { content in
            defer { content = ([], false) }
            return content
        }
    }
}
