/// How much of a file from outside is worth reading; past any of these it is refused.
public struct ReadLimits: Sendable, Hashable {
    /// Bytes of one file.
    public var fileBytes = 512 << 20
    /// Width times height of one frame.
    public var pixelsPerFrame = 64 << 20
    /// Pixels of all frames together; three bytes each if they are all kept.
    public var pixelsTogether = 1 << 30
    public var frames = 10_000
    /// Seconds that the clip plays.
    public var mediaSeconds = 600.0
    /// Time that reading takes, from opening on.
    public var wallTime: Duration = .seconds(120)

    public init() {}
}
