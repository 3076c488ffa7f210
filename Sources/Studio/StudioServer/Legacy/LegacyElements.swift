import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// Elements: subjects that an account keeps for later prompts. Making one takes no job, so its task has succeeded at once.
///
/// - Source: section 8.18 of the wire contract. The older library is the same as the newer one here.
struct LegacyElements: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)
    let prefix: String

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let root = router.group(RouterPath("\(prefix)/v1/general"))
        let reader = RequestReader(parts)
        root.post("advanced-custom-elements") { [parts] request, context in
            let caller = try context.knownCaller()
            try OrderDesk(parts: parts, caller: caller).refuseSuspended()
            let body = try await reader.json(ElementBody.self, of: request)
            if let need = body.needs.first(where: { !parts.settings.abilities.contains($0) }) { throw need.refusal }
            guard let frontal = body.frontal else { throw Ability.videoElements.refusal }
            let element = try await parts.keep(
                GivenElement(
                    name: body.name, words: body.description, frontal: frontal, views: body.views, tags: body.tags),
                of: caller)
            return try Answers.success(
                parts.taskView(of: element, externalID: body.common.externalTaskID), context)
        }
        root.get("advanced-custom-elements/:id") { [parts] _, context in
            let name = try context.identifier()
            let account = try context.knownCaller().account
            guard let id = ElementID(name), let element = try await parts.studio.element(id, of: account) else {
                throw APIError.taskNotFound(String(name.prefix(FieldLimits.externalID)))
            }
            return try Answers.success(parts.taskView(of: element), context)
        }
        root.get("advanced-custom-elements") { [parts] request, context in
            try Answers.success(await parts.elements(request, context).map { parts.taskView(of: $0) }, context)
        }
        root.post("custom-elements") { [parts] request, context in
            let caller = try context.knownCaller()
            try OrderDesk(parts: parts, caller: caller).refuseSuspended()
            let body = try await reader.json(OldElementBody.self, of: request)
            let element = try await parts.keep(
                GivenElement(
                    name: body.name, words: body.description, frontal: body.frontal, views: body.views,
                    tags: body.tags), of: caller)
            return try Answers.success(OldElementView(parts.view(of: element)), context)
        }
        root.get("custom-elements") { [parts] request, context in
            try Answers.success(
                await parts.elements(request, context).map { OldElementView(parts.view(of: $0)) }, context)
        }
        for path in ["advanced-presets-elements", "presets-elements"] {
            // This server comes with none.
            root.get(RouterPath(path)) { request, context in
                _ = try PageQuery(request)
                return try Answers.success([TaskView](), context)
            }
        }
        for path in ["delete-advanced-elements", "delete-elements"] {
            root.post(RouterPath(path)) { [parts] request, context in
                let caller = try context.knownCaller()
                let body = try await reader.json(DeleteElementBody.self, of: request)
                guard
                    let element = try await parts.studio.deleteElement(
                        ElementID(number: body.id), of: caller.account)
                else { throw APIError.parameter("Element not found by id: \(body.id)") }
                return try Answers.success(parts.taskView(of: element), context)
            }
        }
    }
}

/// An element as a request gives it.
struct GivenElement {
    let name: String
    let words: String
    let frontal: MediaReference
    let views: [MediaReference]
    let tags: [String]
}

extension ServerParts {
    /// - Throws: `APIError`.
    func keep(_ given: GivenElement, of caller: Caller) async throws -> StudioElement {
        var desk = OrderDesk(parts: self, caller: caller)
        try await desk.judge(given.name + " " + given.words)
        let frontal = try desk.source(given.frontal)
        let views = try given.views.map { try desk.source($0) }
        let time = studio.now()
        return try await desk.keeping { assets in
            while true {
                let element = StudioElement(
                    id: .new(at: time), account: caller.account, name: given.name, words: given.words,
                    frontal: frontal, views: views, tags: given.tags, createdAt: time)
                do {
                    try await studio.keep(element, assets: assets)
                    return element
                } catch DuplicateError.element {
                    continue
                }
            }
        }
    }

    /// A page of the caller's.
    fileprivate func elements(_ request: Request, _ context: StudioRequestContext) async throws -> [StudioElement] {
        let page = try PageQuery(request)
        return try await studio.elements(
            of: try context.knownCaller().account, skipping: page.skipping, limit: page.size)
    }

    /// Making an element is a task, too.
    func taskView(of element: StudioElement, externalID: String? = nil) -> TaskView {
        TaskView(
            taskID: element.id.description, status: .succeed, statusMessage: "",
            info: TaskView.Info(externalTaskID: externalID), result: .elements([view(of: element)]), deduction: "0",
            createdAt: element.createdAt.milliseconds,
            updatedAt: (element.deletedAt ?? element.createdAt).milliseconds)
    }

    func view(of element: StudioElement) -> ElementView {
        func url(_ source: OrderInput.Source) -> String {
            switch source {
            case .asset(let id): link(to: id, of: .image)
            case .remote(let url): url.absoluteString
            // A mask, which no element has.
            case .selected: ""
            }
        }
        return ElementView(
            id: element.id.number, name: element.name, description: element.words,
            images: ElementView.Images(
                frontal: url(element.frontal), views: element.views.map { ElementView.Image(url: url($0)) }),
            tags: element.tags.compactMap(ElementTag.named), owner: element.account.description,
            status: element.deletedAt == nil ? .succeed : .deleted)
    }
}
