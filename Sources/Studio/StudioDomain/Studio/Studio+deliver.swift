import Foundation

/// A message that is to be sent now, and what it takes to write and sign it.
public struct DueDelivery: Sendable {
    public let delivery: Delivery
    public let job: Job
    /// Those that its account's messages are signed with now, newest first; none for no signature.
    public let secrets: [WebhookSecret]

    public init(delivery: Delivery, job: Job, secrets: [WebhookSecret]) {
        self.delivery = delivery
        self.job = job
        self.secrets = secrets
    }
}

extension Studio {
    /// Messages that are due, the longest first. Nobody else gets them for a while; what is not noted until then is due again.
    public func takeDueDeliveries(hidingFor seconds: TimeInterval, limit: Int) async throws -> [DueDelivery] {
        let time = now()
        let due = try await store.transaction { transaction in
            try transaction.dueDeliveries(at: time, hidingUntil: time.addingTimeInterval(seconds), limit: limit)
        }
        guard !due.isEmpty else { return [] }
        // Looked up afterwards, so that no job is locked while another one's messages are.
        return try await store.read { view in
            try due.compactMap { delivery in
                guard let job = try view.job(delivery.job) else { return nil }
                let secrets = try view.webhookSecrets(of: delivery.account).filter {
                    $0.validUntil.map { time < $0 } ?? true
                }
                return DueDelivery(delivery: delivery, job: job, secrets: secrets)
            }
        }
    }

    /// Notes how a try went: `Delivery.note`.
    /// - Returns: the delivery as it is now.
    public func note(
        _ delivery: Delivery, status: Int?, problem: String, jitter: Double = .random(in: 0...1)
    ) async throws -> Delivery {
        let time = now()
        return try await store.transaction { transaction in
            // Another server may have sent it, too: its note is not overwritten by an older one.
            var current = try transaction.deliveries(for: delivery.job).first { $0.id == delivery.id } ?? delivery
            current.note(status: status, problem: problem, at: time, jitter: jitter)
            try transaction.save(current)
            return current
        }
    }
}
