import Foundation

/// A picture or clip that someone gave or a job made. The store of assets keeps its bytes under its identifier.
public struct Asset: Sendable, Hashable, Codable, Identifiable {
    public let id: AssetID
    public let account: AccountID
    /// The job that made it; nothing for what was given.
    public let job: JobID?
    /// "video/mp4", "image/png", ...
    public let mediaType: String
    public let bytes: Int
    public let createdAt: Date

    /// Results and what was given for them are kept this long, in seconds.
    public static let lifetime: TimeInterval = 30 * 24 * 3600

    public init(id: AssetID, account: AccountID, job: JobID?, mediaType: String, bytes: Int, createdAt: Date) {
        self.id = id
        self.account = account
        self.job = job
        self.mediaType = mediaType
        self.bytes = bytes
        self.createdAt = createdAt
    }
}
