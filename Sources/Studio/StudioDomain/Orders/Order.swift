/// What is to be made, in the product's words: the API writes it, whoever renders reads it. The domain looks at its words
/// alone, for content policy.
public struct Order: Sendable, Hashable, Codable {
    public var task: OrderTask
    public var prompt: String
    public var negativePrompt: String
    /// Pictures and clips that it needs, in the order in which a prompt counts those of a role.
    public var inputs: [OrderInput]
    /// "16:9"; nothing where an input's shape decides.
    public var aspectRatio: AspectRatio?
    /// What the result is enlarged to; nothing for as the model makes it.
    public var resolution: Resolution?
    /// Seconds of the result, of an extension those that are added; nothing for a picture, and where an input's length decides.
    public var seconds: Double?
    /// How many results, 1...9.
    public var count: Int
    /// Seed of the first result, the others count up; nothing for one by chance.
    public var seed: UInt64?
    /// How closely words are followed, 0...1 with 0.5 for the model's usual; nothing for that.
    public var guidance: Double?
    public var camera: CameraDirection?
    /// What the clip is changed by, where somebody pointed at it.
    public var selection: SelectionID?

    public init(
        task: OrderTask, prompt: String, negativePrompt: String = "", inputs: [OrderInput] = [],
        aspectRatio: AspectRatio? = nil, resolution: Resolution? = nil, seconds: Double? = nil, count: Int = 1,
        seed: UInt64? = nil, guidance: Double? = nil, camera: CameraDirection? = nil,
        selection: SelectionID? = nil
    ) {
        self.task = task
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.inputs = inputs
        self.aspectRatio = aspectRatio
        self.resolution = resolution
        self.seconds = seconds
        self.count = count
        self.seed = seed
        self.guidance = guidance
        self.camera = camera
        self.selection = selection
    }

    /// Inputs of a role, in order.
    public func inputs(as role: OrderInput.Role) -> [OrderInput] { inputs.filter { $0.role == role } }
}

/// What kind of thing is to be made.
public enum OrderTask: Sendable, Hashable, Codable {
    case textToVideo
    /// From a first frame, a last frame or both.
    case imageToVideo
    /// From a first frame, with regions that move along paths and others that stay.
    case motionBrush
    /// Subjects that pictures show.
    case referencesToVideo
    /// A clip goes on after its end, or gets a beginning.
    case extendVideo(backwards: Bool)
    /// A clip is changed where its mask is white.
    case editVideo(Edit)
    /// A clip in another style, of those that the renderer has by name or, without one, that the prompt tells.
    case restyleVideo(style: String?)
    /// A clip of another shape, with more around it.
    case expandVideo
    /// A scene that one or two pictures are put into.
    case effect(scene: String)
    case textToImage
    /// A picture begins from another one; strength 0...1 is how far it goes from it.
    case imageToImage(strength: Double)
    /// Subjects that pictures show, in one picture.
    case referencesToImage
    /// New area around a picture, in multiples of its height (up, down) and width (left, right), each 0...2.
    case expandImage(up: Double, down: Double, left: Double, right: Double)
    /// A picture is changed where its mask is white.
    case editImage

    public enum Edit: String, Sendable, Codable {
        /// Something is put in, something takes a thing's place, a thing goes.
        case addition, swap, removal
    }

    public var product: Product {
        switch self {
        case .textToVideo, .imageToVideo, .motionBrush, .referencesToVideo, .extendVideo, .editVideo, .restyleVideo,
            .expandVideo, .effect:
            .video
        case .textToImage, .imageToImage, .referencesToImage, .expandImage, .editImage: .image
        }
    }
}
