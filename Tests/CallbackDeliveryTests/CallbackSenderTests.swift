import Foundation
import GuardedFetch
import Logging
import MemoryStore
import ScriptedServers
import SecretKeeping
import ServiceLifecycle
import StudioDomain
import Synchronization
import Testing

@testable import CallbackDelivery

@Suite("Sending callbacks") struct CallbackSenderTests {
    private let store = MemoryStore()
    private let vault = SecretVault(key: Data(repeating: 7, count: 32))
    private let account = AccountID(number: 1)
    private static let ok = ScriptedServer.Step.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    private static let down = ScriptedServer.Step.say("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

    private let begin = Date()

    /// Its clock is three seconds after the messages' when the test begins.
    private var studio: Studio {
        Studio(store: store) { [begin] in Date(timeIntervalSince1970: 1_795_000_003 + Date().timeIntervalSince(begin)) }
    }

    private func job(_ number: Int64) -> Job {
        Job(
            id: JobID(number: number), account: account, externalID: "mine-\(number)", surface: "videos/text2video",
            lane: .standard, model: "toybox", product: .video, slots: 1, price: Credits(35),
            order: Order(task: .textToVideo, prompt: "a dog"), callback: nil,
            createdAt: Date(timeIntervalSince1970: 1_795_000_000))
    }

    /// Queues a message about a job's present state, due for a long time.
    private func queue(
        _ id: Int64, _ job: Job, to url: String, at time: Date = Date(timeIntervalSince1970: 1_795_000_000)
    ) async throws {
        let delivery = Delivery(id: DeliveryID(number: id), job: job, to: try #require(URL(string: url)), at: time)
        try await store.transaction { transaction in
            try transaction.save(job)
            _ = try transaction.insert(delivery)
        }
    }

    private func deliveries(of job: Int64) async throws -> [Delivery] {
        try await store.transaction { try $0.deliveries(for: JobID(number: job)) }
    }

    private func sender(_ settings: CallbackSender.Settings = .init(), studio: Studio) -> CallbackSender {
        CallbackSender(
            studio: studio, vault: vault,
            fetcher: GuardedFetcher(settings: FetchSettings(allowedNetworks: [Network("127.0.0.1")!])),
            settings: settings, logger: Logger(label: "test"),
            payload: { job in
                Data(
                    #"{"id":\#(job.id),"state":"\#(job.state)","at":\#(Int(job.updatedAt.timeIntervalSince1970))}"#.utf8
                )
            })
    }

    /// Lets a sender run until something is so, or a minute has passed.
    private func send(
        _ change: (inout CallbackSender.Settings) -> Void = { _ in }, until isDone: () async throws -> Bool
    ) async throws {
        var settings = CallbackSender.Settings()
        settings.interval = .milliseconds(20)
        settings.timeLimit = .seconds(6)
        change(&settings)
        let sender = sender(settings, studio: studio)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sender.run() }
            let end = ContinuousClock.now + .seconds(60)
            while try await !isDone() {
                guard ContinuousClock.now < end else {
                    Issue.record("it took too long")
                    break
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            group.cancelAll()
        }
    }

    private struct Message: Decodable, Equatable {
        let id: Int
        let state: String
        let at: Int
    }

    private func message(_ request: String) throws -> Message {
        let body = try #require(request.range(of: "\r\n\r\n")).upperBound
        return try JSONDecoder().decode(Message.self, from: Data(request[body...].utf8))
    }

    @Test("tells each state as it was, in order, though the job is done by now") func states() async throws {
        try await ScriptedServer.with { _ in
            [Self.ok]
        } _: { server in
            var job = job(5)
            let url = "http://127.0.0.1:\(server.port)/hook"
            try await queue(1, job, to: url)
            _ = job.claim(by: WorkerID("ann"), until: .distantFuture, at: job.createdAt + 1)
            try await queue(2, job, to: url, at: job.createdAt + 1)
            _ = job.succeed(
                by: WorkerID("ann"), outputs: [Output(asset: AssetID(number: 9), seconds: 5.041)], at: job.createdAt + 2
            )
            try await queue(3, job, to: url, at: job.createdAt + 2)
            try await send { try await deliveries(of: 5).allSatisfy { $0.state == .delivered } }
            #expect(
                try server.requests.map(message) == [
                    Message(id: 5, state: "submitted", at: 1_795_000_000),
                    Message(id: 5, state: "processing", at: 1_795_000_001),
                    Message(id: 5, state: "succeeded", at: 1_795_000_002),
                ])
        }
    }

    @Test("messages are signed with all secrets of the account, old ones until they end") func signed() async throws {
        try await ScriptedServer.with { _ in
            [Self.ok]
        } _: { server in
            let secrets = try (0..<3).map { _ in
                try NewCredentials.webhookSecret(for: account, sealedBy: vault, at: Date())
            }
            try await studio.rotateWebhookSecret(to: secrets[0].secret, oldOnesStay: 0, by: "test")
            try await studio.rotateWebhookSecret(to: secrets[1].secret, oldOnesStay: 0, by: "test")
            try await studio.rotateWebhookSecret(to: secrets[2].secret, oldOnesStay: 3600, by: "test")
            try await queue(77, job(5), to: "http://127.0.0.1:\(server.port)/")
            try await send { try await deliveries(of: 5).allSatisfy { $0.state == .delivered } }
            let request = try #require(server.requests.first)
            let lines = request.components(separatedBy: "\r\n")
            func header(_ name: String) -> String? {
                lines.first { $0.lowercased().hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
            }
            let timestamp = try #require(header("webhook-timestamp").flatMap(Double.init))
            let expected = try CallbackSignature.headers(
                id: "77", time: Date(timeIntervalSince1970: timestamp),
                body: Data(request[#require(request.range(of: "\r\n\r\n")).upperBound...].utf8),
                secrets: [secrets[2].text, secrets[1].text])
            #expect(header("webhook-id") == "77" && header("webhook-signature") == expected[2].value)
            #expect(header("content-type") == "application/json")
        }
    }

    @Test("a receiver that fails gets the message again") func retries() async throws {
        let count = Mutex(0)
        try await ScriptedServer.with { _ in
            count.withLock { count in
                count += 1
                return count == 1 ? [Self.down] : [Self.ok]
            }
        } _: { server in
            try await queue(1, job(5), to: "http://127.0.0.1:\(server.port)/")
            try await send { try await deliveries(of: 5).first?.state == .delivered }
            #expect(try await deliveries(of: 5).first?.attempts.map(\.status) == [500, 200])
        }
    }

    @Test("a place that may not be reached is noted as a try, in words that tell nothing") func refused() async throws {
        try await queue(1, job(5), to: "http://10.1.2.3/hook")
        try await send { try await deliveries(of: 5).first?.attempts.isEmpty == false }
        let attempt = try #require(try await deliveries(of: 5).first?.attempts.first)
        #expect(attempt.status == nil && attempt.problem == FetchRefusal.unreachable.description)
    }

    @Test("a receiver that never answers does not hold up another one") func slowReceiver() async throws {
        try await ScriptedServer.with { _ in
            []
        } _: { slow in
            try await ScriptedServer.with { _ in
                [Self.ok]
            } _: { quick in
                // Hosts are told apart by name, and both of these are this machine.
                for id in Int64(1)...40 { try await queue(id, job(id), to: "http://127.1:\(slow.port)/") }
                for id in Int64(41)...60 { try await queue(id, job(id), to: "http://127.0.0.1:\(quick.port)/") }
                try await send { settings in
                    settings.mostPerHost = 4
                    settings.mostAtOnce = 8
                } until: {
                    quick.requests.count == 20
                }
                #expect((1...4).contains(slow.requests.count))
            }
        }
    }

    @Test("a receiver of many messages gets them all at once and not a few at a time") func many() async throws {
        try await ScriptedServer.with { _ in
            [Self.ok]
        } _: { server in
            for id in Int64(1)...150 { try await queue(id, job(id), to: "http://127.0.0.1:\(server.port)/") }
            try await send { server.requests.count == 150 }
        }
    }

    @Test("told to stop, it waits for what is under way and notes it") func stops() async throws {
        try await ScriptedServer.with { _ in
            [.wait(.milliseconds(400)), Self.ok]
        } _: { server in
            try await queue(1, job(5), to: "http://127.0.0.1:\(server.port)/")
            let services = ServiceGroup(services: [sender(studio: studio)], logger: Logger(label: "test"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                await services.triggerGracefulShutdown()
                try await group.waitForAll()
            }
            #expect(try await deliveries(of: 5).first?.state == .delivered)
        }
    }
}
