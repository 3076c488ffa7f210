import Foundation

/// A subject that an account keeps for later prompts: a frontal picture, further views, words.
public struct StudioElement: Sendable, Hashable, Codable, Identifiable {
    public let id: ElementID
    public let account: AccountID
    /// At most 20 characters.
    public let name: String
    /// At most 100 characters.
    public let words: String
    public let frontal: OrderInput.Source
    /// 1 to 3 further views.
    public let views: [OrderInput.Source]
    /// "o_102", ...
    public let tags: [String]
    public let createdAt: Date
    public var deletedAt: Date?

    public init(
        id: ElementID, account: AccountID, name: String, words: String, frontal: OrderInput.Source,
        views: [OrderInput.Source], tags: [String], createdAt: Date
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.words = words
        self.frontal = frontal
        self.views = views
        self.tags = tags
        self.createdAt = createdAt
    }
}
