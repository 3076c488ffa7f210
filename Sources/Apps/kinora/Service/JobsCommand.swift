import ArgumentParser
import Foundation
import StudioDomain

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Look at the service's jobs and cancel them.",
        discussion: """
            kinora jobs list --state submitted
            kinora jobs show 179642518000012345
            kinora jobs cancel 179642518000012345
            """,
        subcommands: [List.self, Show.self, Cancel.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List jobs, newest first.")

        @Option(help: "Only this account's, by name.")
        var account: String?

        @Option(help: "Only those in a state: submitted, processing, succeeded, failed or cancelled.")
        var state: Job.State?

        @Option(help: "How many at most.")
        var limit = 30

        @Flag(help: "Print one JSON object for each job.")
        var json = false

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            var query = JobQuery(states: state.map { [$0] })
            if let account { query.account = try await stores.account(account).id }
            for job in try await stores.studio.jobs(query, limit: limit) {
                print(json ? try JobLine(job).jsonLine() : JobLine(job).sentence)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say all about a job, with what was told of it.")

        @Argument(help: "The job's number.")
        var job: String

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            guard let id = JobID(job) else { throw InputError("There is no job \(job).") }
            let (found, deliveries) = try await stores.studio.store.read {
                (try $0.job(id), try $0.deliveries(for: id))
            }
            guard let found else { throw InputError("There is no job \(job).") }
            print(JobLine(found).sentence)
            for output in found.outputs {
                print("  asset \(output.asset)\(output.seconds.map { ", \($0) s" } ?? "")")
            }
            for delivery in deliveries {
                print("  told of \(delivery.jobState): \(delivery.state), \(delivery.attempts.count) tries")
                for attempt in delivery.attempts {
                    let outcome = attempt.status.map(String.init) ?? attempt.problem
                    print("    \(attempt.time.formatted(.iso8601))  \(outcome)")
                }
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel a job; what was held for it goes back to its account.")

        @Argument(help: "The job's number.")
        var job: String

        @OptionGroup var service: ServiceOptions

        func run() async throws {
            let stores = try await ServiceStores(service.settings())
            guard let id = JobID(job), try await stores.studio.cancel(id) else {
                throw InputError("There is no such job, or it has ended.")
            }
        }
    }
}

extension Job.State: ExpressibleByArgument {}

/// What is printed about a job: never its prompt.
private struct JobLine: Encodable {
    let id: String
    let account: String
    let surface: String
    let model: String
    let lane: String
    let state: String
    let step: Int?
    let steps: Int?
    let price: String
    let losses: Int
    let message: String
    let createdAt: Date
    let updatedAt: Date

    init(_ job: Job) {
        id = "\(job.id)"
        account = "\(job.account)"
        surface = job.surface
        model = job.model
        lane = "\(job.lane)"
        state = job.state.rawValue
        (step, steps) = (job.progress?.step, job.progress?.steps)
        price = "\(job.price)"
        losses = job.losses
        message = job.message
        (createdAt, updatedAt) = (job.createdAt, job.updatedAt)
    }

    var sentence: String {
        let progress = step.flatMap { step in steps.map { " (step \(step) of \($0))" } } ?? ""
        let parts = [
            id, createdAt.formatted(.iso8601), "account \(account)", surface, model, state + progress,
            "\(price) credits",
            message,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}
