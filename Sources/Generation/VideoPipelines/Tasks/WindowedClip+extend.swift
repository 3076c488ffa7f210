extension WindowedClip {
    /// A clip that goes on after its end.
    /// - Parameters:
    ///   - request: the clip's size and what happens next; its frames are how many are added.
    ///   - tail: the clip's last frames, of its size; `overlap` of them are enough.
    ///   - window: frames that the model makes at once.
    public static func extending(
        _ request: ClipRequest, after tail: [InputPicture], window: Int, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.extend)
        try checkWindow(window)
        try check(tail, against: request)
        let overlap = settings.overlap(ofWindow: window)
        let given = tail.suffix(overlap)
        return WindowedClip(
            base: request,
            plan: WindowPlan(
                after: given.count, total: given.count + request.frames, window: window, overlap: overlap,
                rules: settings.sizeRules),
            given: Dictionary(uniqueKeysWithValues: given.enumerated().map { ($0.offset, Given(picture: $0.element)) }),
            usesControl: settings.hasControlBranch)
    }

    /// A clip that gets a beginning before its first frame.
    /// - Parameter head: the clip's first frames.
    public static func extending(
        _ request: ClipRequest, before head: [InputPicture], window: Int, settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.extendBackwards)
        try checkWindow(window)
        try check(head, against: request)
        let overlap = settings.overlap(ofWindow: window)
        let given = head.prefix(overlap)
        return WindowedClip(
            base: request,
            plan: WindowPlan(
                before: given.count, total: given.count + request.frames, window: window, overlap: overlap,
                rules: settings.sizeRules),
            given: Dictionary(
                uniqueKeysWithValues: given.enumerated().map {
                    (request.frames + $0.offset, Given(picture: $0.element))
                }),
            usesControl: settings.hasControlBranch, isBackwards: true)
    }

    /// Throws unless a window holds a frame that is given and one that is new.
    private static func checkWindow(_ window: Int) throws(PipelineError) {
        guard window > 1 else {
            throw .unsuitableInput("This model is set to make single pictures, and so cannot let a clip go on.")
        }
    }

    /// Throws unless there is a picture and all have the clip's size.
    static func check(_ pictures: [InputPicture], against request: ClipRequest) throws(PipelineError) {
        guard !pictures.isEmpty else { throw .unsuitableInput("The clip has no frames.") }
        if let other = pictures.first(where: { $0.width != request.width || $0.height != request.height }) {
            throw .unsuitableInput(
                "A given frame is \(other.width)x\(other.height), but the clip \(request.width)x\(request.height).")
        }
    }
}

extension WanModelSettings {
    /// Frames that a window keeps of the one before: a quarter of it where the model can be given several frames, the last
    /// one where it can be given only a first.
    public func overlap(ofWindow window: Int) -> Int {
        min(window - 1, hasControlBranch ? sizeRules.frames(atLeast: min(window / 4, window - 4)) : 1)
    }
}
