extension WindowedClip {
    /// A clip or picture made anew in another style, frame for frame.
    ///
    /// A model with a control branch is shown the clip; any other begins from it, noised.
    /// - Parameters:
    ///   - request: the clip's size and, in its prompts, the style.
    ///   - strength: 0...1, how far a model without a control branch may go from the clip.
    public static func restyling(
        _ request: ClipRequest, frames: [InputPicture], strength: Float, window: Int, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.restyle)
        try check(frames, against: request)
        let everything = InputPicture.filled(255, width: request.width, height: request.height)
        let given = frames.enumerated().map { ($0.offset, Given(picture: $0.element, mask: everything)) }
        return whole(
            request, given: Dictionary(uniqueKeysWithValues: given), window: window, settings: settings,
            guideStrength: settings.hasControlBranch ? nil : strength)
    }
}
