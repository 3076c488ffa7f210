/// Something that a model can be asked to make.
public enum VideoTask: String, CaseIterable, Codable, Sendable {
    case textToVideo = "text-to-video"
    case textToImage = "text-to-image"
    /// The first frame is given.
    case imageToVideo = "image-to-video"
    case firstLastFrame = "first-last-frame"
    /// Any frames are given.
    case keyframes
    /// A clip goes on after its end.
    case extend
    /// A clip gets a beginning before its first frame.
    case extendBackwards = "extend-backwards"
    /// A masked region of a clip or picture is made anew: replaced, removed, added to.
    case edit
    /// The picture around a clip or picture is made.
    case expand
    /// Subjects are shown by pictures of them.
    case references
    /// Another clip steers this one.
    case control
    /// A clip or picture in another style.
    case restyle
    /// Things move along paths that are drawn.
    case motionBrush = "motion-brush"
    /// The camera moves as told.
    case camera
    /// A picture or clip that begins from another one.
    case imageToImage = "image-to-image"
}

extension WanModelSettings {
    /// What the model can be asked for.
    public var tasks: [VideoTask] { VideoTask.allCases.filter(isCapable(of:)) }

    /// Throws a sentence that says what the model can do instead.
    public func require(_ task: VideoTask) throws(PipelineError) {
        guard !isCapable(of: task) else { return }
        throw .unsuitableInput(
            "This model cannot do \(task.rawValue); it can do \(tasks.map(\.rawValue).joined(separator: ", ")).")
    }

    private func isCapable(of task: VideoTask) -> Bool {
        switch task {
        case .camera: true
        case .textToVideo, .textToImage, .imageToImage, .restyle: [.none, .optionalFirst, .any].contains(keyframeRule)
        case .imageToVideo, .extend, .motionBrush: ![.none, .firstAndLast].contains(keyframeRule)
        case .firstLastFrame: [.firstAndLast, .firstAndOptionalLast, .any].contains(keyframeRule)
        case .keyframes: keyframeRule == .any
        case .extendBackwards, .edit, .expand, .references, .control: hasControlBranch
        }
    }
}
