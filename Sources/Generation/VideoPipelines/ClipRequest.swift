/// What to make, checked against the model before any work.
public struct ClipRequest: Sendable, Equatable {
    public var prompt: String
    public var negativePrompt: String
    /// Pixels.
    public var width: Int
    public var height: Int
    /// Pixel frames; one frame is a picture.
    public var frames: Int
    /// Denoising steps.
    public var steps: Int
    /// Classifier-free guidance scale; 1 or less means none.
    public var guidance: Float
    /// The same for the second expert of a model that has one; nil means `guidance`.
    public var guidance2: Float?
    /// Flow shift; nil means the model's own.
    public var shift: Double?
    public var seed: UInt64
    /// Leaves out most of a step that would change less than this share (see `StepCache`); nil runs every step in full.
    public var cacheThreshold: Float?
    /// Makes a draft: fewer steps, the first ones at half the size.
    public var isDraft: Bool
    /// Frames that are given, in any order: what a model of a family that starts from pictures is given as first and
    /// last frame, and what a control branch is given to keep.
    public var keyframes: [Keyframe]
    /// A clip that this one begins from.
    public var guide: ClipGuide?
    /// LoRAs that the model's weights are changed by; they add up.
    public var overlays: [LoRAOverlay]
    /// Pictures that steer the clip, for a model with a control branch.
    public var control: ControlInputs

    public init(
        prompt: String, negativePrompt: String = "", width: Int, height: Int, frames: Int, steps: Int,
        guidance: Float, guidance2: Float? = nil, shift: Double? = nil, seed: UInt64,
        cacheThreshold: Float? = nil, isDraft: Bool = false, keyframes: [Keyframe] = [], guide: ClipGuide? = nil,
        overlays: [LoRAOverlay] = [], control: ControlInputs = ControlInputs()
    ) {
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.width = width
        self.height = height
        self.frames = frames
        self.steps = steps
        self.guidance = guidance
        self.guidance2 = guidance2
        self.shift = shift
        self.seed = seed
        self.cacheThreshold = cacheThreshold
        self.isDraft = isDraft
        self.keyframes = keyframes
        self.guide = guide
        self.overlays = overlays
        self.control = control
    }
}

/// The sizes that a model can make.
public struct SizeRules: Sendable, Equatable {
    /// Width and height must be multiples of this many pixels.
    public let spatialMultiple: Int
    /// Frames must be 1 more than a multiple of this.
    public let temporalMultiple: Int
    /// Largest latent extent along an axis in patches, by the model's position table.
    public let longestAxis: Int

    public init(spatialMultiple: Int, temporalMultiple: Int, longestAxis: Int) {
        self.spatialMultiple = spatialMultiple
        self.temporalMultiple = temporalMultiple
        self.longestAxis = longestAxis
    }

    /// Throws when a request cannot be made with these rules; nothing is rounded silently.
    public func check(_ request: ClipRequest) throws(PipelineError) {
        for (name, value) in [("Width", request.width), ("Height", request.height)] {
            try Self.check(name, value, in: 1...spatialMultiple * longestAxis)
            guard value % spatialMultiple != 0 else { continue }
            let below = value / spatialMultiple * spatialMultiple
            throw .unsuitableSize(
                name: name, value: value, multiple: spatialMultiple,
                nearest: [below, below + spatialMultiple].filter { $0 > 0 })
        }
        try Self.check("Frame count", request.frames, in: 1...temporalMultiple * (longestAxis - 1) + 1)
        if (request.frames - 1) % temporalMultiple != 0 {
            let below = (request.frames - 1) / temporalMultiple * temporalMultiple + 1
            throw .unsuitableSize(
                name: "Frame count", value: request.frames, multiple: temporalMultiple,
                nearest: [below, below + temporalMultiple])
        }
        try Self.check("Step count", request.steps, in: 1...1000)
        for scale in [request.guidance, request.guidance2 ?? 1] where !(0...100).contains(scale) {
            throw .outOfRange(name: "Guidance scale", value: "\(scale)", allowed: "0 to 100")
        }
        if let threshold = request.cacheThreshold, !(threshold > 0 && threshold <= 1) {
            throw .outOfRange(name: "Cache threshold", value: "\(threshold)", allowed: "more than 0 and up to 1")
        }
    }

    private static func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(PipelineError) {
        guard range.contains(value) else {
            throw .outOfRange(
                name: name, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }
}
