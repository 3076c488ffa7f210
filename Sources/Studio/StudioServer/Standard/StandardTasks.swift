import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// The new-standard surface: clips are ordered below their model's path, all tasks are queried below `/tasks`.
///
/// - Source: section 9 of the wire contract.
struct StandardTasks: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAlone)

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let reader = RequestReader(parts)
        for family in StandardModel.Family.allCases {
            router.post(RouterPath("\(family.rawValue)/:model")) { [parts] request, context in
                let caller = try context.knownCaller()
                let model = try StandardModel.named(context.parameters.require("model"), in: family)
                var desk = OrderDesk(parts: parts, caller: caller)
                try desk.refuseSuspended()
                let body = try StandardVideoBody.read(fromBody: try await reader.checkedJSON(of: request), for: model)
                let job = try await desk.take(body, surface: String(model.path.dropFirst()))
                return try Answers.success(StandardCreatedView(parts.standardView(of: job)), context)
            }
        }
        router.get("tasks") { [parts] request, context in
            let query = request.uri.queryParameters
            let wanted = try TasksQuery(
                taskIDs: query["task_ids"].map(String.init),
                externalTaskIDs: query["external_task_ids"].map(String.init))
            let jobs = try await parts.studio.jobs(wanted, of: context.knownCaller().account)
            return try Answers.success(jobs.map { parts.standardView(of: $0) }, context)
        }
        router.post("tasks") { [parts] request, context in
            let body = try await reader.json(TaskListBody.self, of: request)
            return try Answers.success(
                await parts.taskList(body, of: context.knownCaller().account), context)
        }
    }
}

extension Studio {
    /// Those that are there, in the order in which they are asked for.
    fileprivate func jobs(_ wanted: TasksQuery, of account: AccountID) async throws -> [Job] {
        try await store.read { view in
            switch wanted {
            case .ids(let ids):
                try ids.compactMap { try JobID($0).flatMap { try view.job($0) } }.filter { $0.account == account }
            case .externalIDs(let names): try names.compactMap { try view.job(externalID: $0, of: account) }
            }
        }
    }
}

extension ServerParts {
    /// How far back a list goes that says nothing of times, in milliseconds.
    private static let usualSpan: Int64 = 30 * 24 * 3600 * 1000

    fileprivate func taskList(_ body: TaskListBody, of account: AccountID) async throws -> TaskListView {
        let time = studio.now().milliseconds
        let (start, end) = (body.start ?? time - Self.usualSpan, body.end ?? time)
        var query = JobQuery(
            account: account, from: Date(milliseconds: start), until: Date(milliseconds: end + 1),
            before: body.cursor.flatMap { JobID($0.after) })
        query.states = body.values(of: "status").map { Set($0.flatMap(Job.State.named)) }
        if let products = body.values(of: "product_type").map({ Set($0.compactMap(Product.init)) }) {
            // Nothing is ever tried on here.
            guard !products.isEmpty else { return TaskListView([], next: nil) }
            query.product = products.count == 1 ? products.first : nil
        }
        let jobs = try await studio.jobs(query, limit: body.limit + 1)
        let page = jobs.prefix(body.limit)
        let next = jobs.count > page.count ? page.last : nil
        return TaskListView(
            page.map { standardView(of: $0) },
            next: next.map { PageCursor(start: start, end: end, after: $0.id.description, filters: body.filters) })
    }

    /// A job as the new-standard surface shows it.
    func standardView(of job: Job) -> StandardTaskView {
        StandardTaskView(
            id: job.id.description, status: StandardTaskView.Status(job.state), message: job.message,
            createdAt: job.createdAt.milliseconds, updatedAt: job.updatedAt.milliseconds, externalID: job.externalID,
            outputs: job.state == .succeeded ? job.outputs.map { standardOutput($0, of: job.product) } : [],
            billing: job.deduction == .zero
                ? [] : [StandardTaskView.Billing(units: job.price.description, package: job.product.rawValue)])
    }

    private func standardOutput(_ output: Output, of product: Product) -> StandardOutput {
        let url = link(to: output.asset, of: product)
        switch product {
        case .video:
            return .video(
                id: output.asset.description, url: url, watermarkURL: nil,
                duration: (output.seconds ?? 0).wireSeconds)
        case .image: return .image(url: url, watermarkURL: nil, group: nil)
        }
    }
}

extension StandardTaskView.Status {
    /// The wire has no word for a cancelled one.
    init(_ state: Job.State) {
        self =
            switch state {
            case .submitted: .submitted
            case .processing: .processing
            case .succeeded: .succeeded
            case .failed, .cancelled: .failed
            }
    }
}

extension Job.State {
    /// Those that the wire has a word for.
    fileprivate static func named(_ status: String) -> [Job.State] {
        allCases.filter { StandardTaskView.Status($0).rawValue == status }
    }
}

extension Date {
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
