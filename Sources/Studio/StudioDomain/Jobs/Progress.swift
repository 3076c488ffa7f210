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
