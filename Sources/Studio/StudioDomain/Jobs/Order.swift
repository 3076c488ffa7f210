/// What is to be made. The domain keeps it and hands it to whoever renders, and looks at nothing in it but its prompt, for
/// content policy.
public struct Order: Sendable, Hashable, Codable {
    /// As `VideoTask` has them: "text-to-video", "extend", ...
    public let task: String
    public let prompt: String
    public let negativePrompt: String
    /// The rest, as JSON that the API wrote and the renderer reads.
    public let details: String
    /// Pictures and clips that it refers to.
    public let inputs: [AssetID]

    public init(task: String, prompt: String, negativePrompt: String = "", details: String, inputs: [AssetID] = []) {
        self.task = task
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.details = details
        self.inputs = inputs
    }
}

/// One thing that a job made.
public struct Output: Sendable, Hashable, Codable {
    public let asset: AssetID
    /// Seconds; nothing for a picture.
    public let seconds: Double?

    public init(asset: AssetID, seconds: Double?) {
        self.asset = asset
        self.seconds = seconds
    }
}

/// How far a job is.
public struct Progress: Sendable, Hashable, Codable {
    /// Steps that are done, of how many.
    public let step: Int
    public let steps: Int
    /// Seconds that are left, by what the steps so far took.
    public let secondsLeft: Double?

    public init(step: Int, steps: Int, secondsLeft: Double?) {
        self.step = step
        self.steps = steps
        self.secondsLeft = secondsLeft
    }
}

/// A worker process: a new one each time that it starts.
public struct WorkerID: Sendable, Hashable, Codable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var description: String { name }
}
