import StudioDomain

/// How often a worker does what, and how long it waits.
public struct WorkerSettings: Sendable {
    /// Between two looks into the queue when no change wakes it.
    public var poll = Duration.milliseconds(500)
    /// At least, between two looks.
    public var breath = Duration.milliseconds(50)
    /// Between two renewals of a lease when there is nothing to tell.
    public var heartbeat = Duration.seconds(3)
    /// At least, between two renewals that tell of progress.
    public var reporting = Duration.seconds(1)
    /// At least, between two previews of one job.
    public var previews = Duration.seconds(2)
    /// A rendering that tells of nothing for this long is given up. Large models take minutes a step without an accelerator.
    public var stallLimit = Duration.seconds(1800)
    /// How long a rendering may take to stop before the whole process is given up.
    public var stopLimit = Duration.seconds(120)
    /// How long a job waits for memory that others hold.
    public var memoryLimit = Duration.seconds(60)
    /// Bytes of one input, and of all inputs of a job together.
    public var mostInputBytes = 256 << 20
    public var mostInputBytesTogether = 1 << 30

    public init() {}
}
