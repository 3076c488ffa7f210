extension WindowedClip {
    /// A clip from words, with or without frames that are given, of any length: what is longer than the model makes at once
    /// goes on window by window.
    /// - Parameters:
    ///   - request: the whole clip's size, length and key frames.
    ///   - window: frames that the model makes at once.
    /// - Throws: `PipelineError` when the clip is longer than that and the model cannot let a clip go on.
    public static func beginning(
        _ request: ClipRequest, window: Int, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        if request.frames > window { try settings.require(.extend) }
        if !request.keyframes.isEmpty { try check(request.keyframes.map(\.picture), against: request) }
        let length = min(window, request.frames)
        var base = request
        base.keyframes = []
        let given = request.keyframes.map { ($0.frame, Given(picture: $0.picture)) }
        return WindowedClip(
            base: base,
            plan: WindowPlan(
                after: 0, total: request.frames, window: length, overlap: settings.overlap(ofWindow: length),
                rules: settings.sizeRules),
            given: Dictionary(given) { first, _ in first }, usesControl: settings.hasControlBranch)
    }

    /// The same clip from other noise.
    public func seeded(_ seed: UInt64) -> WindowedClip {
        var clip = self
        clip.base.seed = seed
        return clip
    }
}
