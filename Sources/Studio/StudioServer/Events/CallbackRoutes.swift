import Hummingbird
import StudioAPI
import StudioDomain

/// `GET /v1/tasks/{id}/callbacks`: which messages about a task its owner was sent, and how that went.
struct CallbackRoutes: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)

    func add(to router: some RouterMethods<StudioRequestContext>) {
        router.get("v1/tasks/:id/callbacks") { [parts] _, context in
            let job = try await parts.ownJob(context)
            let deliveries = try await parts.studio.store.read { try $0.deliveries(for: job.id) }
            return try Answers.success(deliveries.map(DeliveryView.init), context)
        }
    }
}

extension DeliveryView {
    init(_ delivery: Delivery) {
        self.init(
            id: delivery.id.description, status: TaskView.Status(delivery.jobState),
            url: delivery.url.absoluteString, state: State(delivery.state),
            attempts: delivery.attempts.map {
                Attempt(time: $0.time.milliseconds, status: $0.status, problem: $0.problem)
            },
            nextAttemptAt: delivery.state == .waiting ? delivery.due.milliseconds : nil,
            createdAt: delivery.createdAt.milliseconds)
    }
}

extension DeliveryView.State {
    init(_ state: Delivery.State) {
        self =
            switch state {
            case .waiting: .waiting
            case .delivered: .delivered
            case .abandoned: .abandoned
            }
    }
}
