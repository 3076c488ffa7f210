/// A frame that was read, and when it is shown.
public struct ClipFrame: Sendable, Hashable {
    public let picture: Picture
    /// Seconds after the clip's first frame; nothing for stills and folders, which have no times.
    public let seconds: Double?
}

/// Where frames come from. Sizes and counts are checked by whoever asks.
protocol FrameSource: AnyObject {
    /// The next frame, or nothing after the last.
    func next() throws -> ClipFrame?
}
