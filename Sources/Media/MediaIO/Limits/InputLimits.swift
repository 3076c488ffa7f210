/// How much of a file from outside is worth reading, and what it has to be; anything else is refused.
///
/// - Memory: within `standard`, reading takes at most `memoryBytes` of private memory, whatever the file, besides pictures
///   that were handed over before.
public struct InputLimits: Sendable, Hashable {
    /// Bytes of one file.
    public var fileBytes = 512 << 20
    /// The same for one picture, which is read as a whole.
    public var pictureBytes = 64 << 20
    /// Width times height of one frame of a clip or animation.
    public var pixelsPerFrame = 16 << 20
    /// Width times height of a picture.
    public var pixelsPerPicture = 64 << 20
    /// Pixels of all frames where they are all kept, three bytes each.
    public var pixelsTogether = 1 << 28
    public var frames = 10_000
    /// Seconds that the clip plays.
    public var mediaSeconds = 600.0
    /// Time that reading takes, from opening on.
    public var wallTime: Duration = .seconds(120)
    /// Private memory; a clip whose frames could not be decoded within it is refused.
    public var memoryBytes = 1 << 30
    /// What is asked of the content, beyond being readable.
    public var requirements: InputRequirements?

    /// Whatever can be read at a bearable cost.
    public static let standard = InputLimits()

    /// What Kling's API accepts for one use, within what can be read at a bearable cost.
    public static func kling(_ use: KlingInput) -> InputLimits {
        var limits = standard
        let requirements = use.requirements
        if let bytes = requirements.bytes {
            limits.fileBytes = bytes
            limits.pictureBytes = min(bytes, limits.pictureBytes)
        }
        limits.requirements = requirements
        return limits
    }
}
