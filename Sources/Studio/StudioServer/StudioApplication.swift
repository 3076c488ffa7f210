import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import StudioAPI

/// The server: groups of routes behind the middlewares that they share.
///
///     every request     `outermost`, Transport (identifier, errors), then `everywhere`
///     closed routes     Authentication, then `afterAuthentication`
public struct StudioApplication {
    public let parts: ServerParts
    /// What answers, in any order.
    public var groups: [any RouteGroup]
    /// Tells those who follow tasks; to be run beside the server.
    public let events: EventHub
    /// Middlewares around everything, where errors have become answers, the outermost first.
    public var outermost: [any StudioMiddleware] = []
    /// Middlewares around every request, the outermost first.
    public var everywhere: [any StudioMiddleware] = []
    /// Middlewares around requests whose caller is known, the outermost first.
    public var afterAuthentication: [any StudioMiddleware] = []

    /// With all groups that this module has.
    public init(parts: ServerParts, logger: Logger = Logger(label: "kinora.server")) {
        self.parts = parts
        events = EventHub(parts: parts, logger: logger)
        // ComfyUI's nodes speak to a proxy.
        groups = ["", "proxy/kling"].flatMap { prefix -> [any RouteGroup] in
            [
                LegacyTasks(parts: parts, prefix: prefix), LegacyElements(parts: parts, prefix: prefix),
                LegacySelections(parts: parts, prefix: prefix), UnavailableTasks(prefix: prefix),
            ]
        }
        groups += [
            StandardTasks(parts: parts), AccountRoutes(parts: parts), CatalogueRoutes(parts: parts),
            OpenAIVideos(parts: parts),
            ClipContent(parts: parts), AssetRoutes(parts: parts), EventRoutes(parts: parts, hub: events),
            CallbackRoutes(parts: parts),
            SignInRoutes(parts: parts), InvitationRoutes(parts: parts), KeyRoutes(parts: parts),
            HealthRoutes(parts: parts),
            DocumentRoutes(version: parts.settings.version, publicURL: parts.settings.publicURL),
        ]
    }

    /// - Parameter configuration: the address to listen on.
    public func application(
        configuration: ApplicationConfiguration, logger: Logger,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) -> Application<RouterResponder<StudioRequestContext>> {
        let requestTime = TimeAmount.seconds(parts.settings.requestSeconds)
        return Application(
            router: router(),
            server: HTTPServerBuilder { [idle = parts.settings.idleSeconds] responder in
                ThreadBoundHTTP1(
                    http: HTTP1Channel(
                        responder: responder,
                        configuration: .init(
                            additionalChannelHandlers: [FlushLater(), RequestDeadline(requestTime)],
                            idleTimeout: .seconds(idle))))
            },
            configuration: configuration, onServerRunning: onServerRunning, logger: logger)
    }

    func router() -> Router<StudioRequestContext> {
        let router = Router(context: StudioRequestContext.self)
        for middleware in outermost { router.add(middleware: middleware) }
        router.add(middleware: Transport())
        for middleware in everywhere { router.add(middleware: middleware) }
        // One, so that all groups know the same callers.
        let credentials = Credentials(studio: parts.studio, vault: parts.vault, plans: parts.plans)
        for group in groups {
            let routes = router.group()
            if group.refusals == .openAI { routes.add(middleware: OpenAIRefusals()) }
            if case .closed(let accepted) = group.access {
                routes.add(middleware: Authentication(credentials: credentials, accepts: accepted))
                for middleware in afterAuthentication { routes.add(middleware: middleware) }
            }
            group.add(to: routes)
        }
        refuseOtherMethods(of: router)
        return router
    }

    /// A path that exists under another method is refused as such.
    private func refuseOtherMethods(of router: Router<StudioRequestContext>) {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        for (path, routes) in Dictionary(grouping: router.routes, by: \.path.description) {
            for method in methods where !routes.contains(where: { $0.method == method }) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw APIError.methodInvalid }
            }
        }
    }
}
