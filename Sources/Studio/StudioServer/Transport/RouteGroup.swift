import Hummingbird

/// Routes that belong together.
public protocol RouteGroup: Sendable {
    /// Who may call them.
    var access: RouteAccess { get }
    /// How its refusals are written.
    var refusals: RefusalShape { get }
    /// What begins like this is not counted towards how often an address may ask: files that cost nothing to send and that one
    /// page has many of. Nothing where all are counted.
    var uncountedPrefix: String? { get }

    func add(to router: some RouterMethods<StudioRequestContext>)
}

extension RouteGroup {
    public var refusals: RefusalShape { .kling }
    public var uncountedPrefix: String? { nil }
}

/// How refusals are written.
public enum RefusalShape: Sendable {
    case kling, openAI
}

/// Who may call a route.
public enum RouteAccess: Sendable {
    /// Everybody; the route checks what it must, such as a signature in its address.
    case open
    /// Accounts, by their credentials: the context has a caller.
    case closed(AcceptedCredentials)
}

/// What callers may name themselves by.
public enum AcceptedCredentials: Sendable {
    case keysAndTokens
    /// No tokens that were signed with a SecretKey: paths of the new standard.
    case keysAlone
}

public typealias StudioMiddleware = MiddlewareProtocol<Request, Response, StudioRequestContext>
