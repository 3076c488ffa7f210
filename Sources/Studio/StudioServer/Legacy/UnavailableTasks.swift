import Hummingbird
import StudioAPI

/// Families of the contract that this server does not have: whatever is asked of them is refused with a sentence.
struct UnavailableTasks: RouteGroup {
    let access = RouteAccess.closed(.keysAndTokens)
    let prefix: String

    func add(to router: some RouterMethods<StudioRequestContext>) {
        for unavailable in UnavailablePath.all {
            refuse(unavailable.path, unavailable.kind, with: unavailable.refusal, on: router)
        }
    }

    private func refuse(
        _ path: String, _ kind: UnavailablePath.Kind, with refusal: APIError,
        on router: some RouterMethods<StudioRequestContext>
    ) {
        let routes: [(HTTPRequest.Method, String)] =
            switch kind {
            case .task: [(.post, path), (.get, path), (.get, "\(path)/:id"), (.post, "\(path)/:id/cancel")]
            case .call: [(.post, path)]
            case .list: [(.get, path)]
            }
        for (method, path) in routes {
            router.on(RouterPath(prefix + path), method: method) { _, _ -> Response in throw refusal }
        }
    }
}
