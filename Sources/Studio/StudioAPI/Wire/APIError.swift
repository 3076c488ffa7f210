/// A refusal as clients see it: an HTTP status, a business code and a sentence.
///
/// - Source: the error table of the Kling API, section 3 of the wire contract.
public struct APIError: Error, Sendable, Hashable {
    public let status: Int
    public let code: Int
    public let message: String

    public init(status: Int, code: Int, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }
}

extension APIError {
    public static let authorizationMissing = APIError(
        status: 401, code: 1001, message: "The Authorization header is empty.")
    public static func authorizationInvalid(_ reason: String) -> APIError {
        APIError(status: 401, code: 1002, message: reason)
    }
    public static let tokenNotYetValid = APIError(status: 401, code: 1003, message: "The token is not valid yet.")
    public static let tokenExpired = APIError(status: 401, code: 1004, message: "The token has expired.")
    public static let suspended = APIError(status: 429, code: 1100, message: "The account is suspended.")
    public static let notEnoughCredits = APIError(status: 429, code: 1102, message: "Account balance not enough")
    public static func notAvailable(_ what: String) -> APIError {
        APIError(status: 403, code: 1103, message: "\(what) is not available on this server.")
    }
    /// The body is no JSON of the right types.
    public static let unreadableBody = APIError(
        status: 400, code: 1201, message: "Failed to resolve the request body")
    /// A field has a value that it cannot have.
    public static func parameter(_ message: String) -> APIError {
        APIError(status: 400, code: 1201, message: message)
    }
    /// A field that is needed is not there.
    public static func missing(_ name: String) -> APIError { parameter("\(name) can not be null") }
    /// A model that this API has, but not for what was asked.
    public static let modelNotSupported = parameter("model is not supported")
    /// A model that this API does not have.
    public static func modelUnknown(_ name: String) -> APIError {
        APIError(status: 404, code: 1203, message: "model '\(name.prefix(64))' is not supported for this API")
    }
    public static func taskNotFound(_ id: String) -> APIError {
        parameter("Task not found by id/external id: \(id)")
    }
    public static func externalIDTaken(_ id: String) -> APIError {
        parameter("External_task_id \(id) already exists")
    }
    public static let methodInvalid = APIError(
        status: 404, code: 1202, message: "The HTTP method is not valid for this path.")
    public static func notFound(_ what: String) -> APIError {
        APIError(status: 404, code: 1203, message: "\(what) does not exist.")
    }
    public static let contentRefused = APIError(
        status: 400, code: 1301, message: "The content policy of this server refuses this request.")
    public static let tooFrequent = APIError(status: 429, code: 1302, message: "Requests are too frequent.")
    public static let tooManyTasks = APIError(
        status: 429, code: 1303, message: "parallel task over resource pack limit")
    public static let internalFailure = APIError(status: 500, code: 5000, message: "Internal error.")
    public static let unavailable = APIError(status: 503, code: 5001, message: "The server is temporarily unavailable.")
}
