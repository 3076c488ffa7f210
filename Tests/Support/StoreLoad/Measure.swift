import Foundation
import StudioDomain

/// How many transactions a second a store does, and how long a claim takes with few and with many jobs waiting.
struct Measure {
    let store: any StudioStore

    func run() async throws {
        let studio = Studio(store: store)
        try await claims(studio, waiting: 10)
        try await claims(studio, waiting: 100_000)
        let accounts = try await (1...20).asyncMap { try await studio.account($0) }
        for tasks in [1, 32] {
            try await rate("submissions", tasks: tasks) { _ = try await studio.submit(accounts.randomElement()!) }
        }
        try await rate("submissions of one account", tasks: 32) { _ = try await studio.submit(accounts[0]) }
        for tasks in [1, 8] {
            try await rate("claims with their success", tasks: tasks) {
                let worker = WorkerID("worker")
                guard let job = try await studio.claimNext(for: worker, models: ["toybox"]) else { return }
                _ = try await studio.succeed(job.id, by: worker, assets: [], outputs: [])
            }
        }
        let jobs = try await studio.jobs(JobQuery(), limit: 20_000)
        for tasks in [1, 8] {
            try await rate("look-ups among 100 jobs", tasks: tasks) {
                let job = jobs[Int.random(in: 0..<100)]
                _ = try await studio.job("\(job.id)", of: job.account)
            }
            try await rate("look-ups among 20,000 jobs", tasks: tasks) {
                let job = jobs.randomElement()!
                _ = try await studio.job("\(job.id)", of: job.account)
            }
        }
        try await rate("lists of 30", tasks: 8) {
            _ = try await studio.jobs(
                JobQuery(account: accounts[Int.random(in: 0..<20)], surface: "videos/text2video"), limit: 30)
        }
    }

    /// Claims and gives back, so that as many wait all the time; the claims alone are timed.
    private func claims(_ studio: Studio, waiting: Int) async throws {
        try await fill(waiting)
        let before = processorTime()
        var times: [Duration] = []
        for _ in 0..<500 {
            let worker = WorkerID("worker")
            var job: Job?
            times.append(
                try await ContinuousClock().measure {
                    job = try await studio.claimNext(for: worker, models: ["waiting"])
                })
            if let job { _ = try await studio.giveBack(job.id, by: worker) }
        }
        times.sort()
        print(
            "claim and giving back: \(Int((processorTime() - before) / 500 * 1e6)) µs of this process's CPU time")
        print(
            "claim with \(waiting) jobs waiting: median \(milliseconds(times[250])), 9 of 10 within "
                + "\(milliseconds(times[450])), 99 of 100 within \(milliseconds(times[495]))")
    }

    /// Puts jobs of ten accounts into the queue, many with each commit.
    private func fill(_ waiting: Int) async throws {
        let known = try await store.read { try $0.queueSummary() }.lines.reduce(0) { $0 + $1.count }
        for start in stride(from: known, to: waiting, by: 1000) {
            try await store.transaction { transaction in
                for number in start..<min(start + 1000, waiting) {
                    let account = AccountID(number: Int64(1 + number % 10))
                    let time = Date()
                    let job = Job(
                        id: JobID(number: Int64(number + 1)), account: account, externalID: nil,
                        surface: "videos/text2video", lane: .standard, model: "waiting", product: .video, slots: 1,
                        price: .zero, order: Order(task: .textToVideo, prompt: "a red balloon rises over the sea"),
                        callback: nil, createdAt: time)
                    try transaction.insert(job)
                    if try transaction.turn(in: job.lane, model: job.model, account: account) == nil {
                        try transaction.save(
                            Turn(lane: job.lane, model: job.model, account: account, lastServed: time))
                    }
                }
            }
        }
    }

    /// For three seconds.
    private func rate(_ what: String, tasks: Int, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let (end, before) = (ContinuousClock().now + .seconds(3), processorTime())
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var count = 0
                    while ContinuousClock().now < end {
                        try await body()
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let used = (processorTime() - before) / Double(max(count, 1))
        print("\(what), \(tasks) at once: \(count / 3) a second, \(Int(used * 1e6)) µs of this process's CPU time each")
    }

    /// Seconds that this process has used of all cores.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func milliseconds(_ duration: Duration) -> String {
        "\((Double(duration.components.attoseconds) / 1e15 * 1000).rounded() / 1000) ms"
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
