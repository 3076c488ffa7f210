import VideoPipelines

extension VideoTask {
    /// How to ask for it.
    var command: String {
        switch self {
        case .textToVideo: "kinora generate PROMPT"
        case .textToImage: "kinora image PROMPT"
        case .imageToVideo: "kinora generate PROMPT --image FILE"
        case .firstLastFrame: "kinora generate PROMPT --image FILE --last-image FILE"
        case .keyframes: "kinora generate PROMPT --keyframe T=FILE"
        case .extend: "kinora extend CLIP"
        case .extendBackwards: "kinora extend CLIP --before"
        case .edit: "kinora edit CLIP PROMPT --mask FILE"
        case .expand: "kinora expand CLIP --aspect 16:9"
        case .references: "kinora generate PROMPT --reference FILE"
        case .control: "kinora generate PROMPT --control-video FILE"
        case .restyle: "kinora restyle CLIP --style NAME"
        case .motionBrush: "kinora generate PROMPT --image FILE --motion FILE.json"
        case .camera: "kinora generate PROMPT --camera zoom=5"
        case .imageToImage: "kinora image PROMPT --image FILE"
        }
    }
}
