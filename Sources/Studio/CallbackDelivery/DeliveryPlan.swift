import Foundation
import StudioDomain

/// Which of the messages at hand is sent next: as many at once as are allowed, few of them to one host, and the messages of one
/// job one after another.
///
/// A message is at hand for a time. One that was not begun by then is left: it is due again, for this server or another one.
/// So a host that answers slowly keeps neither its own messages nor those of others from being sent.
struct DeliveryPlan {
    let mostAtOnce: Int
    let mostPerHost: Int
    /// How many may wait here for one host; the others are left, too.
    let mostWaitingPerHost: Int

    private struct Waiting {
        let message: DueDelivery
        let until: Date
    }

    private var waiting: [String: [Waiting]] = [:]
    private var underWay: [String: Set<JobID>] = [:]
    private(set) var countUnderWay = 0

    init(mostAtOnce: Int, mostPerHost: Int, mostWaitingPerHost: Int) {
        self.mostAtOnce = mostAtOnce
        self.mostPerHost = mostPerHost
        self.mostWaitingPerHost = mostWaitingPerHost
    }

    /// - Parameter end: until when they may be begun.
    mutating func add(_ due: [DueDelivery], until end: Date) {
        for message in due {
            let host = Self.host(of: message)
            // One that comes again was left by now.
            var others = (waiting[host] ?? []).filter { $0.message.delivery.id != message.delivery.id }
            if others.count < mostWaitingPerHost { others.append(Waiting(message: message, until: end)) }
            waiting[host] = others
        }
    }

    /// The next one to be sent; nothing when what waits must go on waiting.
    mutating func start(at time: Date) -> DueDelivery? {
        guard countUnderWay < mostAtOnce else { return nil }
        waiting = waiting.mapValues { $0.filter { time < $0.until } }.filter { !$0.value.isEmpty }
        // Hosts with the fewest under way come first.
        let hosts = waiting.keys.sorted { (underWay[$0]?.count ?? 0, $0) < (underWay[$1]?.count ?? 0, $1) }
        for host in hosts {
            let (jobs, queue) = (underWay[host] ?? [], waiting[host]!)
            guard jobs.count < mostPerHost,
                let next = queue.indices.filter({ !jobs.contains(queue[$0].message.job.id) })
                    .min(by: { queue[$0].message.delivery.id < queue[$1].message.delivery.id })
            else { continue }
            let message = waiting[host]!.remove(at: next).message
            underWay[host, default: []].insert(message.job.id)
            countUnderWay += 1
            return message
        }
        return nil
    }

    mutating func finish(_ message: DueDelivery) {
        let host = Self.host(of: message)
        guard underWay[host]?.remove(message.job.id) != nil else { return }
        if underWay[host]!.isEmpty { underWay[host] = nil }
        countUnderWay -= 1
    }

    /// Whether as many could wait, whichever host they are for, and none would be left.
    func hasRoom(for count: Int) -> Bool { waiting.values.allSatisfy { $0.count + count <= mostWaitingPerHost } }

    /// How many are at hand that could not be begun yet.
    var countWaiting: Int { waiting.values.reduce(0) { $0 + $1.count } }

    private static func host(of message: DueDelivery) -> String { message.delivery.url.host()?.lowercased() ?? "" }
}
