import Foundation

/// What a running job's clip looks like so far.
public struct Preview: Sendable, Hashable, Codable {
    public let job: JobID
    /// After which step.
    public let step: Int
    /// A small JPEG picture.
    public let picture: Data

    public init(job: JobID, step: Int, picture: Data) {
        self.job = job
        self.step = step
        self.picture = picture
    }
}
