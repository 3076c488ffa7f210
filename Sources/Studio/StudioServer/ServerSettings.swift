import Foundation
import StudioAPI

/// What an operator may set.
public struct ServerSettings: Sendable {
    /// Under which clients reach the server, without a slash at its end: what links begin with.
    public var publicURL = "http://127.0.0.1:8080"
    /// Of the program, as the document has it.
    public var version = "0"
    /// Bodies of requests, in bytes: four pictures of 10 MB fit in base64.
    public var mostBodyBytes = 64 << 20
    /// Of all requests that are read at one time; further ones are refused until there is room.
    public var mostBodyBytesTogether = 256 << 20
    /// A body must be there after so many seconds.
    public var bodySeconds: Int64 = 60
    /// A connection whose request is not there whole after so many seconds is closed: more than `bodySeconds`, so that whoever
    /// waits for a body can say so before.
    public var requestSeconds: Int64 = 70
    /// Connections on which nothing comes are closed after so many seconds.
    public var idleSeconds: Int64 = 75
    /// What the installed models can make beyond the usual.
    public var abilities: Set<Ability> = []
    /// Proxies of ours in front of the server, whose `X-Forwarded-For` is believed; 0 believes none.
    public var proxiesInFront = 0
    public var models = ModelTable()
    /// Which of Kling's models is meant by a name of OpenAI's, and by none.
    public var openAIModels = ["sora-2": "kling-v3", "sora-2-pro": "kling-v3"]
    public var standardOpenAIModel = "kling-v3"
    public var pictures = PictureLimits.kling
    /// Whether given clips must keep the API's limits of size and rate.
    public var clipsKeepLimits = true

    public init() {}
}
