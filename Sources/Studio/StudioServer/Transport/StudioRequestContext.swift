import Foundation
import Hummingbird
import NIOCore
import StudioAPI

/// What is known of a request beside itself.
public struct StudioRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// As answers and logs have it: the client's `x-request-id` where that is sane, else a new UUID.
    public internal(set) var requestID = ""
    /// Who asks; nothing on open routes.
    public internal(set) var caller: Caller?
    /// The connection.
    public let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Who asks, on closed routes.
    /// - Throws: `APIError` on open ones.
    public func knownCaller() throws(APIError) -> Caller {
        guard let caller else { throw .authorizationMissing }
        return caller
    }
}
