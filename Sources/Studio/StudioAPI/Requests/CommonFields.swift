import Foundation

/// Fields that every request for a task may have.
public struct CommonFields: Sendable, Hashable, Decodable {
    public let callbackURL: URL?
    public let externalTaskID: String?

    private enum CodingKeys: String, CodingKey {
        case callbackURL = "callback_url"
        case externalTaskID = "external_task_id"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        externalTaskID = try container.text(.externalTaskID)
        guard let text = try container.text(.callbackURL) else {
            callbackURL = nil
            return
        }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            throw APIError.parameter("callback_url is not a valid URL")
        }
        callbackURL = url
    }
}

/// Limits that all requests share.
enum FieldLimits {
    /// Characters of a prompt or negative prompt.
    static let prompt = 2500

    /// - Throws: `APIError` for one that is too long.
    static func check(_ name: String, _ text: String?, longest: Int = prompt) throws(APIError) {
        if let text, text.count > longest {
            throw .parameter("\(name) must not be longer than \(longest) characters")
        }
    }

    /// - Returns: `value` or the default.
    /// - Throws: `APIError` for one that there is not.
    static func choice(_ name: String, _ value: String?, of choices: [String], default standard: String)
        throws(APIError) -> String
    {
        guard let value else { return standard }
        guard choices.contains(value) else {
            throw .parameter(
                "\(name) value '\(value.prefix(64))' is invalid: it may be \(choices.joined(separator: ", "))")
        }
        return value
    }

    /// - Throws: `APIError` for a number out of range.
    static func check(_ name: String, _ value: Double?, in range: ClosedRange<Double>) throws(APIError) {
        if let value, !range.contains(value) {
            throw .parameter("\(name) must be between \(range.lowerBound) and \(range.upperBound)")
        }
    }
}
