import Foundation

/// A video object of `/v1/videos`, read leniently: servers differ in what they leave out.
struct RemoteVideo {
    enum Status: String, Decodable {
        case queued
        case inProgress = "in_progress"
        case completed, failed
    }

    let id: String
    let status: Status
    /// Percent.
    let progress: Int
    /// Seconds.
    let length: Double?
    /// Why it failed, in the server's words.
    let problem: String?

    /// - Throws: `RemoteRendererError.unreadable`.
    init(_ answer: Data) throws(RemoteRendererError) {
        guard let object = try? JSONDecoder().decode(Object.self, from: answer), !object.id.isEmpty,
            object.id.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") })
        else { throw .unreadable }
        id = object.id
        status = Self.status(object.status)
        progress = min(max(Int(object.progress ?? 0), 0), 100)
        length = object.seconds?.value
        problem = object.error?.message.map(Self.sentence)
    }

    /// The message of an error answer, in OpenAI's form or FastAPI's.
    static func problem(in answer: Data) -> String? {
        struct Failure: Decodable {
            let error: Problem?
            let detail: String?
            let message: String?
        }
        let failure = try? JSONDecoder().decode(Failure.self, from: answer)
        return (failure?.error?.message ?? failure?.detail ?? failure?.message).map(sentence)
    }

    /// Servers have words of their own beside OpenAI's.
    private static func status(_ word: String) -> Status {
        switch word {
        case "completed", "succeeded", "success": .completed
        case "failed", "cancelled", "canceled", "error", "expired": .failed
        case "queued", "pending", "submitted": .queued
        default: .inProgress
        }
    }

    /// One line of bounded length: it is shown to the job's owner.
    private static func sentence(_ text: String) -> String {
        String(text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(300))
    }

    private struct Problem: Decodable { let message: String? }

    private struct Object: Decodable {
        let id: String
        let status: String
        let progress: Double?
        let seconds: Number?
        let error: Problem?
    }

    /// A number or its digits.
    private struct Number: Decodable {
        let value: Double?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = (try? container.decode(Double.self)) ?? (try? container.decode(String.self)).flatMap(Double.init)
        }
    }
}
