/// A clip that is made window by window: for each one a request, and from the frames that come back those of the clip.
///
/// What is given stays as it is: whole frames are handed on to the windows and never made again, and outside of a mask
/// the given pixels are put back. Windows keep the last frames of the one before (for a model without a control branch the
/// last frame alone), and their colours are anchored to them.
///
///     var clip = WindowedClip(...)
///     while let request = clip.nextRequest() { finished += clip.take(render(request)) }
public struct WindowedClip: Sendable {
    /// What is given of a frame.
    public struct Given: Sendable, Equatable {
        public let picture: InputPicture
        /// White is made anew, black is kept; nil keeps all of it.
        public let mask: InputPicture?
        /// What the white of the mask begins from; nil begins it from noise alone.
        public let draft: InputPicture?

        public init(picture: InputPicture, mask: InputPicture? = nil, draft: InputPicture? = nil) {
            self.picture = picture
            self.mask = mask
            self.draft = draft
        }
    }

    /// How many windows there are.
    public var windowCount: Int { plan.windows.count }
    /// How many of them are done.
    public private(set) var windowsDone = 0

    var base: ClipRequest
    private let plan: WindowPlan
    private let isBackwards: Bool
    private let usesControl: Bool
    /// Where windows begin from the given frames, or from drafts of them: how far they may go from them.
    private let guideStrength: Float?
    /// Pixels around a mask that are made anew, too, and in which old passes over into new.
    private let edge: Int
    private let given: [Int: Given]
    /// Whole frames that later windows may keep.
    private var known: [Int: InputPicture]
    /// Frames that wait for earlier ones of the clip.
    private var waiting: [Int: InputPicture] = [:]

    /// - Parameters:
    ///   - base: everything but frames and pictures; its references go to every window.
    ///   - given: by the clip's frame. A frame of the plan that is neither given nor made by an earlier window is made anew.
    init(
        base: ClipRequest, plan: WindowPlan, given: [Int: Given], usesControl: Bool, isBackwards: Bool = false,
        guideStrength: Float? = nil
    ) {
        self.base = base
        self.plan = plan
        self.given = given
        self.usesControl = usesControl
        self.isBackwards = isBackwards
        self.guideStrength = guideStrength
        edge = max(1, min(base.width, base.height) / 48)
        known = given.compactMapValues { $0.mask == nil ? $0.picture : nil }
    }

    /// What to make next; nil when the clip is complete.
    public func nextRequest() -> ClipRequest? {
        guard windowsDone < plan.windows.count else { return nil }
        let window = plan.windows[windowsDone]
        var request = base
        request.frames = window.frames.count
        request.seed &+= UInt64(windowsDone)
        let frames = window.frames.map(given(inFrame:))
        if let guideStrength {
            // Every frame of the plan is given; beyond the clip's end its last one stands still.
            request.guide = ClipGuide(video: frames.compactMap { $0?.draft ?? $0?.picture }, strength: guideStrength)
        }
        if guideStrength != nil, !usesControl {
            return request
        } else if !usesControl {
            request.keyframes = frames.enumerated().compactMap { index, frame in
                frame.map { Keyframe(frame: index, picture: $0.picture) }
            }
        } else if frames.contains(where: { $0 != nil }) {
            let (width, height) = (base.width, base.height)
            let (grey, black, white) = (
                InputPicture.filled(128, width: width, height: height),
                InputPicture.filled(0, width: width, height: height),
                InputPicture.filled(255, width: width, height: height)
            )
            request.control.video = frames.map { $0?.picture ?? grey }
            request.control.mask = frames.map { frame in
                guard let frame else { return white }
                return frame.mask.map { $0.grown(by: edge) } ?? black
            }
            request.control.holdsKept = true
        }
        return request
    }

    /// Takes the frames of the window that was asked for last.
    /// - Returns: the clip's next new frames that are ready, in order. Those of a clip that grows backwards come together
    ///   with the last window.
    public mutating func take(_ frames: [InputPicture]) -> [InputPicture] {
        let window = plan.windows[windowsDone]
        precondition(frames.count == window.frames.count, "a window has as many frames as it was asked for")
        let shared = window.frames.enumerated().filter { known[$0.element] != nil }
        let anchor = ColorAnchor(
            made: shared.map { frames[$0.offset] }, known: shared.compactMap { known[$0.element] })
        for frame in window.new where known[frame] == nil {
            let made = anchor.apply(to: frames[frame - window.frames.lowerBound])
            known[frame] = given[frame].map { merge(made, into: $0) } ?? made
        }
        for frame in window.new { waiting[frame] = known[frame] }
        windowsDone += 1
        if windowsDone < plan.windows.count {
            let needed = plan.windows[windowsDone].frames
            known = known.filter { needed.contains($0.key) || given[$0.key] != nil }
            if isBackwards { return [] }
        }
        defer { waiting = [:] }
        return waiting.sorted { $0.key < $1.key }.map(\.value)
    }

    /// What is known of a frame when a window begins. Beyond the clip's ends its last frame stands still.
    private func given(inFrame frame: Int) -> Given? {
        if let picture = known[frame] { return Given(picture: picture) }
        if let given = given[frame] { return given }
        guard let last = given.keys.max(), frame > last, given[last]?.mask != nil else { return nil }
        return given[last]
    }

    /// Outside of the mask what was given, inside what was made, with a soft edge around it.
    private func merge(_ made: InputPicture, into given: Given) -> InputPicture {
        guard let mask = given.mask else { return given.picture }
        let shares = mask.shares(within: mask.grown(by: edge), radius: edge)
        var bytes = given.picture.bytes
        for index in bytes.indices {
            let share = shares[index / 3]
            guard share > 0 else { continue }
            bytes[index] = UInt8((Float(bytes[index]) * (1 - share) + Float(made.bytes[index]) * share).rounded())
        }
        return InputPicture(width: made.width, height: made.height, bytes: bytes)
    }
}
