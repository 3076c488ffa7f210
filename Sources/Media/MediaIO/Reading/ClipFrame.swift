/// A frame that was read, and when it is shown.
public struct ClipFrame: Sendable, Hashable {
    public let picture: Picture
    /// Seconds after the clip's first frame; nothing for stills and folders, which have no times.
    public let seconds: Double?
}

/// Where frames come from. Sizes and counts are checked by whoever asks.
protocol FrameSource: AnyObject {
    /// The next frame, or nothing after the last.
    func next() throws -> SourceFrame?
}

/// A frame of a source, before its colours are read.
struct SourceFrame {
    /// As of `ClipFrame`.
    let seconds: Double?
    /// Seconds that it is shown; nothing where the file does not say.
    let duration: Double?
    /// Called once, before the source's next frame is asked for.
    let picture: () throws -> Picture
}
