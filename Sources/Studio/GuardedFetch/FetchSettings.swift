/// How far fetching goes.
public struct FetchSettings: Sendable {
    /// Networks that may be fetched from though they are not public: those of a private studio. An IPv4 network holds its
    /// addresses alone, not IPv6 forms that carry them.
    public var allowedNetworks: [Network]
    /// From the first look-up to the last byte, redirects included.
    public var totalTime: Duration
    /// Between two parts of an answer.
    public var idleTime: Duration
    /// Until one address takes a connection.
    public var connectTime: Duration
    public var mostRedirects: Int

    public init(
        allowedNetworks: [Network] = [], totalTime: Duration = .seconds(120), idleTime: Duration = .seconds(15),
        connectTime: Duration = .seconds(5), mostRedirects: Int = 5
    ) {
        self.allowedNetworks = allowedNetworks
        self.totalTime = totalTime
        self.idleTime = idleTime
        self.connectTime = connectTime
        self.mostRedirects = mostRedirects
    }
}
