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
        try settings.require(.edit)
        try check(frames, against: request)
        try check(masks, against: request)
        guard masks.count == 1 || masks.count == frames.count else {
            throw .unsuitableInput("The mask has \(masks.count) frames, but the clip \(frames.count).")
        }
        guard masks.contains(where: { mask in mask.bytes.contains { $0 > 127 } }) else {
            throw .unsuitableInput("The mask is black everywhere: white marks what is to be made anew.")
        }
        let given = frames.enumerated().map { index, picture in
            (index, Given(picture: picture, mask: masks[masks.count == 1 ? 0 : index]))
        }
        return whole(request, given: Dictionary(uniqueKeysWithValues: given), window: window, settings: settings)
    }

    /// A clip of as many frames as are given, all of them to be made in part or anew.
    /// - Parameter guideStrength: for a model that begins from the given frames, as it is not shown them.
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
