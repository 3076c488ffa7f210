import Foundation
import HTTPTypes
import Hummingbird
import StudioAPI
import StudioDomain

extension HTTPField.Name {
    static let lastEventID = Self("last-event-id")!
}

/// How tasks go on, as it happens.
///
///     GET /v1/tasks/{id}/progress   how a task stands now, in the envelope
///     GET /v1/tasks/{id}/events     the same as server-sent events, until it has ended
///     GET /v1/events                those of all tasks of the account
///
/// `{id}` is a task's identifier or its client's own. Every stream begins with how things stand, so a reader that comes again
/// has missed nothing. By `Last-Event-ID` a reader of the account's stream is told of tasks that ended meanwhile, and one that
/// was told of a task's end is answered 204, which means "do not come again".
struct EventRoutes: RouteGroup {
    let parts: ServerParts
    let hub: EventHub
    /// Between two signs of life.
    var heartbeat = Duration.seconds(15)

    var access: RouteAccess { .closed(.keysAndTokens) }

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("v1/tasks/:id/progress") { _, context in
            let job = try await job(context)
            guard let (event, _) = try await hub.event(of: job.id) else { throw APIError.taskNotFound("\(job.id)") }
            return try Answers.success(event, context)
        }
        router.get("v1/tasks/:id/events") { request, context in try await follow(request, context) }
        router.get("v1/events") { request, context in try await followAll(request, context) }
    }

    private func job(_ context: StudioRequestContext) async throws -> Job {
        let name = try context.identifier()
        guard let job = try await parts.studio.job(name, of: context.knownCaller().account) else {
            throw APIError.taskNotFound(name)
        }
        return job
    }

    private func follow(_ request: Request, _ context: StudioRequestContext) async throws -> Response {
        let job = try await job(context)
        guard let (now, account) = try await hub.event(of: job.id) else { throw APIError.taskNotFound("\(job.id)") }
        if now.isLast, request.headers[.lastEventID] == now.id { return Response(status: .noContent) }
        try hub.checkRoom(for: account)
        return EventStream(hub: hub, account: account, interval: heartbeat).response(.job(job.id), context) { _ in
            try await hub.event(of: job.id).map { [$0.0] } ?? []
        }
    }

    private func followAll(_ request: Request, _ context: StudioRequestContext) async throws -> Response {
        let account = try context.knownCaller().account
        try hub.checkRoom(for: account)
        // An identifier begins with the milliseconds of a change.
        let last = request.headers[.lastEventID]?.split(separator: "-").first.flatMap { Int64($0) }
        let since = last.map { Date(timeIntervalSince1970: TimeInterval($0) / 1000) }
        return EventStream(hub: hub, account: account, interval: heartbeat).response(.account(account), context) {
            known in
            try await hub.events(of: account, since: since, and: known)
        }
    }
}
