/// Which moments of a clip are wanted: pictures at an even rate, from some time on.
public struct ClipSampling: Sendable, Hashable {
    /// How many, at least 1.
    public var frames: Int
    public var rate: FrameRate
    /// Seconds after the clip's first frame, at least 0.
    public var start: Double

    public init(frames: Int, rate: FrameRate, start: Double = 0) {
        precondition(frames > 0 && start >= 0)
        self.frames = frames
        self.rate = rate
        self.start = start
    }

    /// A whole clip at its own mean rate: every frame of one with even times, and one with uneven times made even. Nothing
    /// for pictures and folders.
    public init?(whole clip: ClipInfo) {
        guard clip.frames > 1, let duration = clip.duration, let rate = clip.framesPerSecond.flatMap(FrameRate.init)
        else {
            return nil
        }
        self.init(frames: max(1, Int((duration * rate.framesPerSecond).rounded())), rate: rate)
    }

    /// When picture `number` begins, in seconds after the clip's first frame.
    func beginning(of number: Int) -> Double { start + Double(number) / rate.framesPerSecond }
}

extension ClipReader {
    /// Hands over the pictures wanted, one by one, each the frame that is shown at its time, or the next one where that
    /// begins nearer to it. Frames that are shown longer come again, those that are shown too briefly are left out.
    ///
    /// What has one frame only is a picture, and shown for as long as is wanted. The pictures of a folder have no times:
    /// each is one of those wanted, from the first at time 0 on. The last picture of a clip may begin as the clip ends, so
    /// that a clip of 5 seconds gives 81 frames at 16 a second. Called once, on a reader not yet read from.
    ///
    /// - Throws: `MediaError.tooShort` or `tooFewPictures` where the clip ends before the last picture.
    public func sample(_ sampling: ClipSampling, _ body: (Picture) throws -> Void) throws {
        try checkCount(sampling.frames)
        guard var shown = try nextSource() else { throw MediaError.noPictures(name: name) }
        var shownNumber = 0
        var following = try nextSource()
        let isPicture = following == nil && !isFolder
        var picture: Picture?
        for number in 0..<sampling.frames {
            while let next = following, isDue(next, shownNumber + 1, after: shown, at: number, sampling) {
                (shown, picture) = (next, nil)
                shownNumber += 1
                following = try nextSource()
            }
            if following == nil, !isPicture { try checkLength(shown, shownNumber, reaches: number, sampling) }
            let current = try picture ?? self.picture(of: shown)
            picture = current
            try body(current)
        }
    }

    /// Whether the `nextNumber`th frame takes the place of the one before for picture `number`.
    ///
    /// A frame may come early by half the time between both, for times in files are rounded; never by more than half a
    /// picture, or one that stands still for long would be replaced long before its end.
    private func isDue(
        _ next: SourceFrame, _ nextNumber: Int, after shown: SourceFrame, at number: Int, _ sampling: ClipSampling
    ) -> Bool {
        let interval = 1 / sampling.rate.framesPerSecond
        let begins = next.seconds ?? Double(nextNumber) * interval
        let wait = begins - (shown.seconds ?? Double(nextNumber - 1) * interval)
        return begins <= sampling.beginning(of: number) + min(wait, interval) / 2
    }

    /// - Parameter last: the clip's last frame, its `lastNumber`th.
    private func checkLength(
        _ last: SourceFrame, _ lastNumber: Int, reaches number: Int, _ sampling: ClipSampling
    ) throws {
        guard !isFolder else {
            let needed = Int((sampling.start * sampling.rate.framesPerSecond).rounded()) + sampling.frames
            guard lastNumber + 1 >= needed else {
                throw MediaError.tooFewPictures(name: name, pictures: lastNumber + 1, needed: needed)
            }
            return
        }
        let begun = last.seconds ?? 0
        // A last frame that does not say how long it is shown is shown as long as those before it on the average.
        let end = begun + (last.duration ?? (lastNumber > 0 ? begun / Double(lastNumber) : 0))
        let slack = 0.001
        guard sampling.beginning(of: number) <= end + slack else {
            throw MediaError.tooShort(
                name: name, seconds: end,
                neededSeconds: sampling.start + Double(sampling.frames) / sampling.rate.framesPerSecond)
        }
    }
}
