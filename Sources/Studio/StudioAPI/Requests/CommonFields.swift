import Foundation

/// Fields that every request for a task may have.
public struct CommonFields: Sendable, Hashable, Decodable {
    public let callbackURL: URL?
    public let externalTaskID: String?
    /// Whether a copy with a watermark is wanted, too.
    public let isWatermarked: Bool

    private enum CodingKeys: String, CodingKey {
        case callbackURL = "callback_url"
        case externalTaskID = "external_task_id"
        case watermark = "watermark_info"
    }

    private struct Watermark: Decodable {
        let isEnabled: Bool?

        private enum CodingKeys: String, CodingKey { case isEnabled = "enabled" }

        init(from decoder: any Decoder) throws {
            isEnabled = try decoder.container(keyedBy: CodingKeys.self).flag(.isEnabled)
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        externalTaskID = try container.text(.externalTaskID)
        try FieldLimits.check("external_task_id", externalTaskID, longest: FieldLimits.externalID)
        let watermark: Watermark? = try container.object(.watermark)
        isWatermarked = watermark?.isEnabled ?? false
        guard let text = try container.text(.callbackURL) else {
            callbackURL = nil
            return
        }
        try FieldLimits.check("callback_url", text, longest: FieldLimits.url)
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
            url.host?.isEmpty == false
        else { throw APIError.parameter("callback_url is not a valid URL") }
        callbackURL = url
    }
}
