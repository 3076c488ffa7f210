extension WindowedClip {
    /// A clip or picture with a masked region made anew: what is in it replaced, removed, or added to.
    /// - Parameters:
    ///   - request: the clip's size and, as a prompt, what it shall show; its references may show what is put in.
    ///   - frames: the clip's, of its size.
    ///   - masks: one a frame, or one for all: white is made anew. Outside of it pixels stay as they are, but for a narrow
    ///     edge in which old passes over into new.
    ///   - window: frames that the model makes at once.
    public static func editing(
        _ request: ClipRequest, frames: [InputPicture], masks: [InputPicture], window: Int, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        whole(
            request, given: try given(request, frames: frames, masks: masks, settings: settings), window: window,
            settings: settings)
    }

    private static func given(
        _ request: ClipRequest, frames: [InputPicture], masks: [InputPicture], settings: WanModelSettings
    ) throws(PipelineError) -> [Int: Given] {
        try settings.require(.edit)
        try check(frames, against: request)
        try check(masks, against: request)
        guard masks.count == 1 || masks.count == frames.count else {
            throw .unsuitableInput("The mask has \(masks.count) frames, but the clip \(frames.count).")
        }
        guard masks.contains(where: { mask in mask.bytes.contains { $0 > 127 } }) else {
            throw .unsuitableInput("The mask is black everywhere: white marks what is to be made anew.")
        }
        return Dictionary(
            uniqueKeysWithValues: frames.enumerated().map { index, picture in
                (index, Given(picture: picture, mask: masks[masks.count == 1 ? 0 : index]))
            })
    }

    /// How far what takes a removed thing's place may go from the colours around it, and how much wider than its mask the hole
    /// is, as a share of the shorter side: a thing has soft edges, and casts a little light and shadow.
    private static let removalStrength: Float = 0.3
    private static let removalMargin = 1.0 / 14

    /// A clip or picture from which what a mask shows is taken away.
    ///
    /// A hole in the shape of a thing is an invitation to a model to put the thing there. So the hole is made wider, filled
    /// smoothly from around it, and what the model makes begins from that.
    /// - Parameters: as of `editing`; the prompt says what is there afterwards, and may be empty.
    public static func removing(
        _ request: ClipRequest, frames: [InputPicture], masks: [InputPicture], window: Int, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        let given = try given(request, frames: frames, masks: masks, settings: settings)
        let margin = max(1, Int((Double(min(request.width, request.height)) * removalMargin).rounded()))
        return whole(
            request,
            given: given.mapValues { frame in
                let hole = frame.mask?.grown(by: margin)
                return Given(picture: frame.picture, mask: hole, draft: hole.map { frame.picture.filled(where: $0) })
            }, window: window, settings: settings,
            // At least one step, however few there are.
            guideStrength: max(removalStrength, min(1, 1.01 / Float(request.steps))))
    }

    /// A clip of as many frames as are given, all of them to be made in part or anew.
    /// - Parameter guideStrength: where it begins from the given frames, or their drafts.
    static func whole(
        _ request: ClipRequest, given: [Int: Given], window: Int, settings: WanModelSettings,
        guideStrength: Float? = nil
    ) -> WindowedClip {
        WindowedClip(
            base: request,
            plan: WindowPlan(
                after: 0, total: given.count, window: window, overlap: settings.overlap(ofWindow: window),
                rules: settings.sizeRules),
            given: given, usesControl: settings.hasControlBranch, guideStrength: guideStrength)
    }
}
