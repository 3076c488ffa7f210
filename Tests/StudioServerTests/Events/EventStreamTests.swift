import AsyncHTTPClient
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceLifecycle
import StudioDomain
import Testing

@testable import StudioServer

@Suite("Event streams") struct EventStreamTests {
    private let studio = StudioUnderTest()
    private let worker = WorkerID("ann")

    /// One event, as a browser has it.
    private struct Event: Sendable {
        let id: String
        let data: [String: String]
    }

    /// Reads events of an answer until there is nothing more or `isEnough` says so.
    private func events(
        of response: HTTPClientResponse, until isEnough: ([Event]) async throws -> Bool = { _ in false }
    ) async throws -> [Event] {
        var (text, events) = ("", [Event]())
        for try await part in response.body {
            text += String(buffer: part)
            while let end = text.range(of: "\n\n") {
                let lines = text[..<end.lowerBound].split(separator: "\n")
                text = String(text[end.upperBound...])
                guard let data = lines.first(where: { $0.hasPrefix("data: ") }) else { continue }
                let object = try JSONSerialization.jsonObject(with: Data(data.dropFirst(6).utf8)) as? [String: Any]
                let id = lines.first { $0.hasPrefix("id: ") }?.dropFirst(4) ?? ""
                events.append(Event(id: String(id), data: (object ?? [:]).mapValues { "\($0)" }))
                if try await isEnough(events) { return events }
            }
        }
        return events
    }

    /// Runs a test beside a server and its hub.
    private func live(
        _ test:
            @escaping @Sendable (
                _ get: @escaping @Sendable (String, [(String, String)]) async throws -> HTTPClientResponse
            ) async throws -> Void
    ) async throws {
        let key = try await studio.key()
        try await studio.server.test(.live) { client in
            let port = try #require(client.port)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await studio.hub.run() }
                try await test { path, headers in
                    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
                    request.headers.add(name: "Authorization", value: "Bearer \(key)")
                    for header in headers { request.headers.add(name: header.0, value: header.1) }
                    return try await HTTPClient.shared.execute(request, timeout: .seconds(20))
                }
                group.cancelAll()
            }
        }
    }

    private func save(_ job: Job, preview: Preview? = nil) async throws {
        try await studio.store.transaction { transaction in
            try transaction.save(job)
            if let preview { try transaction.save(preview: preview) }
        }
    }

    @Test("a task's stream begins with how it stands, follows it, and ends with it") func follows() async throws {
        let studio = studio
        try await live { get in
            var job = studio.job(5, externalID: "mine")
            try await save(job)
            let response = try await get("/v1/tasks/mine/events", [])
            #expect(response.headers.first(name: "content-type") == "text/event-stream")
            let events = try await events(of: response) { events in
                switch events.count {
                case 1:
                    _ = job.claim(by: worker, until: .distantFuture, at: studio.time + 1)
                    try await save(job)
                case 2:
                    _ = job.renew(
                        by: worker, until: .distantFuture, progress: .init(step: 2, steps: 8, secondsLeft: 6.5))
                    try await save(job, preview: Preview(job: job.id, step: 2, picture: Data("jpeg".utf8)))
                case 3:
                    _ = job.succeed(
                        by: worker, outputs: [Output(asset: AssetID(number: 9), seconds: 5)], at: studio.time + 9)
                    try await save(job)
                default: break
                }
                return false
            }
            #expect(events.map { $0.data["task_status"] } == ["submitted", "processing", "processing", "succeed"])
            #expect(events.allSatisfy { $0.data["task_id"] == "5" && $0.data["external_task_id"] == "mine" })
            #expect(
                events[2].data["progress"]?.contains("\"seconds_left\": 6.5") == true
                    || events[2].data["progress"]?.contains("6.5") == true)
            #expect(events[2].data["preview"] == "data:image/jpeg;base64,anBlZw==")
            #expect(
                events[3].data["preview"] == nil
                    && events[3].data["outputs"]?.contains("/assets/9.mp4?expires=") == true)
            #expect(Set(events.map(\.id)).count == 4)
            // One who was told of the end need not come again, another one is told.
            let again = try await get("/v1/tasks/5/events", [("Last-Event-ID", events[3].id)])
            #expect(again.status == .noContent)
            let other = try await self.events(of: get("/v1/tasks/5/events", [("Last-Event-ID", events[2].id)]))
            #expect(other.map { $0.data["task_status"] } == ["succeed"])
        }
        #expect(studio.hub.readerCount == 0)
    }

    @Test("an account's stream has all of its tasks and no other's, and tells who comes again what ended meanwhile")
    func account() async throws {
        let studio = studio
        try await live { get in
            for number in 1...3 { try await save(studio.job(Int64(number))) }
            try await save(studio.job(7, of: AccountID(number: 2)))
            let first = try await events(of: get("/v1/events", [])) { events in
                if events.count == 3 {
                    try await save(studio.job(8, of: AccountID(number: 2)))
                    try await save(studio.job(4))
                }
                return events.count == 4
            }
            #expect(first.map { $0.data["task_id"] } == ["1", "2", "3", "4"])
            var ended = studio.job(2)
            _ = ended.cancel(at: studio.time + 60)
            try await save(ended)
            let last = try #require(first.last?.id)
            let second = try await events(of: get("/v1/events", [("Last-Event-ID", last)])) { $0.count == 4 }
            #expect(second.map { $0.data["task_status"] } == ["submitted", "failed", "submitted", "submitted"])
            let third = try await events(of: get("/v1/events", [])) { $0.count == 3 }
            #expect(third.map { $0.data["task_id"] } == ["1", "3", "4"])
        }
    }

    @Test("pollers get the same in an envelope, and nobody sees another one's task") func polls() async throws {
        let studio = studio
        try await live { get in
            var job = studio.job(5)
            _ = job.claim(by: worker, until: .distantFuture, at: studio.time)
            _ = job.renew(by: worker, until: .distantFuture, progress: .init(step: 1, steps: 4, secondsLeft: nil))
            try await save(job)
            try await save(studio.job(6, of: AccountID(number: 2)))
            let response = try await get("/v1/tasks/5/progress", [])
            let body = String(buffer: try await response.body.collect(upTo: 10_000))
            #expect(body.contains(#""code":0"#) && body.contains(#""step":1"#))
            for path in ["/v1/tasks/6/progress", "/v1/tasks/6/events", "/v1/tasks/nothing/progress"] {
                #expect(try await get(path, []).status == .badRequest, "\(path)")
            }
        }
    }

    @Test("a change whose news was lost is told with the next sign of life") func lostNews() async throws {
        let key = try await studio.key()
        try await save(studio.job(5))
        try await save(studio.job(6))
        // The hub does not run, so no news comes at all.
        let routes = EventRoutes(parts: studio.parts, hub: studio.hub, heartbeat: .milliseconds(50))
        let quick = studio.server(eventRoutes: routes)
        try await quick.test(.live) { [studio] client in
            let port = try #require(client.port)
            for path in ["/v1/tasks/5/events", "/v1/events"] {
                var job = studio.job(path == "/v1/events" ? 6 : 5)
                var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
                request.headers.add(name: "Authorization", value: "Bearer \(key)")
                let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
                let events = try await events(of: response) { events in
                    if events.last?.data["task_status"] == "submitted" {
                        _ = job.cancel(at: studio.time + 1)
                        try await save(job)
                    }
                    return events.last?.data["task_status"] == "failed"
                }
                #expect(events.map { $0.data["task_status"] } == ["submitted", "failed"], "\(path)")
            }
        }
    }

    @Test("a server that is told to stop sends readers away and does not wait for them", .timeLimit(.minutes(1)))
    func stops() async throws {
        let key = try await studio.key()
        try await save(studio.job(5))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = StudioApplication(parts: studio.parts)
        let server = application.application(
            configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: Logger(label: "test"),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) })
        // The order in which services stop is the reverse one, so here the hub would stop after the server.
        let services = ServiceGroup(services: [application.events, server], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let found = await ports.first { _ in true }
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(try #require(found))/v1/tasks/5/events")
            request.headers.add(name: "Authorization", value: "Bearer \(key)")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            let events = try await events(of: response) { events in
                await services.triggerGracefulShutdown()
                return false
            }
            #expect(events.map { $0.data["task_status"] } == ["submitted"])
            try await group.waitForAll()
        }
    }

    @Test("streams need a key") func closed() async throws {
        try await studio.server.test(.router) { client in
            for path in ["/v1/events", "/v1/tasks/5/events", "/v1/tasks/5/progress"] {
                try await client.execute(uri: path, method: .get) { #expect($0.status == .unauthorized) }
            }
        }
    }

    @Test("an account has only so many streams") func most() async throws {
        let hub = studio.hub
        let account = studio.account
        let subscriptions = try (0..<EventHub.mostPerAccount).map { _ in
            try hub.subscribe(.account(account), of: account)
        }
        #expect(throws: (any Error).self) { try hub.checkRoom(for: account) }
        try hub.checkRoom(for: AccountID(number: 2))
        for subscription in subscriptions { hub.end(subscription, of: account) }
        try hub.checkRoom(for: account)
        #expect(hub.readerCount == 0)
    }

    @Test("a slow reader misses moments and not the state; one who takes nothing of too many tasks is dropped")
    func slow() async throws {
        let subscription = Subscription(.account(studio.account))
        var job = studio.job(1)
        _ = job.claim(by: worker, until: .distantFuture, at: studio.time)
        for step in 1...5000 {
            _ = job.renew(by: worker, until: .distantFuture, progress: .init(step: step, steps: 5000, secondsLeft: nil))
            subscription.tell(studio.hub.event(job, nil))
        }
        #expect(subscription.take().events.map { $0.progress?.step } == [5000])
        for number in 0...Subscription.mostPending {
            subscription.tell(studio.hub.event(studio.job(Int64(number) + 1), nil))
        }
        var signals = subscription.signals.makeAsyncIterator()
        var count = 0
        while await signals.next() != nil { count += 1 }
        #expect(count <= 2)
    }
}
