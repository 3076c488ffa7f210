import StudioDomain

/// Which of the messages at hand is sent next: as many at once as are allowed, few of them to one host, and the messages of one
/// job one after another.
struct DeliveryPlan {
    let mostAtOnce: Int
    let mostPerHost: Int
    /// How many wait here for one host; the others are left to come again when they are due again, so that a slow host fills
    /// neither memory nor the places of others.
    let mostWaitingPerHost: Int

    private var waiting: [String: [DueDelivery]] = [:]
    private var underWay: [String: Set<JobID>] = [:]
    private(set) var countUnderWay = 0

    init(mostAtOnce: Int, mostPerHost: Int, mostWaitingPerHost: Int) {
        self.mostAtOnce = mostAtOnce
        self.mostPerHost = mostPerHost
        self.mostWaitingPerHost = mostWaitingPerHost
    }

    mutating func add(_ due: [DueDelivery]) {
        for message in due {
            let host = Self.host(of: message)
            let isKnown = waiting[host]?.contains { $0.delivery.id == message.delivery.id } ?? false
            if !isKnown, waiting[host]?.count ?? 0 < mostWaitingPerHost { waiting[host, default: []].append(message) }
        }
    }

    /// The next one to be sent; nothing when what waits must go on waiting.
    mutating func start() -> DueDelivery? {
        guard countUnderWay < mostAtOnce else { return nil }
        // Hosts with the fewest under way come first.
        let hosts = waiting.keys.sorted { (underWay[$0]?.count ?? 0, $0) < (underWay[$1]?.count ?? 0, $1) }
        for host in hosts {
            let jobs = underWay[host] ?? []
            guard jobs.count < mostPerHost,
                let next = waiting[host]!.indices.filter({ !jobs.contains(waiting[host]![$0].job.id) })
                    .min(by: { waiting[host]![$0].delivery.id < waiting[host]![$1].delivery.id })
            else { continue }
            let message = waiting[host]!.remove(at: next)
            if waiting[host]!.isEmpty { waiting[host] = nil }
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

    private static func host(of message: DueDelivery) -> String { message.delivery.url.host()?.lowercased() ?? "" }
}
