import Foundation
import Logging
import Synchronization

/// Writes each message as one line of JSON, so that machines can read the log:
///
///     {"time":"2026-11-25T03:20:22.123Z","level":"info","logger":"server","message":"request","request_id":"7f…","status":200}
///
/// Metadata become fields beside the first four; one with the name of these gets an underscore before it.
public struct JSONLogHandler: LogHandler {
    public var logLevel = Logger.Level.info
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let now: @Sendable () -> Date
    private let write: @Sendable (Data) -> Void

    /// - Parameter write: gets whole lines, from any thread; the usual one writes to standard error.
    public init(
        label: String, metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (Data) -> Void = JSONLogHandler.writeToStandardError
    ) {
        self.label = label
        self.metadataProvider = metadataProvider
        self.now = now
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = fields["error"] ?? "\(error)" }
        var line = "{"
        Self.append("time", .string(Self.text(of: now())), to: &line)
        Self.append("level", .string(event.level.rawValue), to: &line)
        Self.append("logger", .string(label), to: &line)
        Self.append("message", .string(event.message.description), to: &line)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            let isTaken = ["time", "level", "logger", "message"].contains(name)
            Self.append(isTaken ? "_" + name : name, value, to: &line)
        }
        write(Data((line + "}\n").utf8))
    }

    /// One write a line: lines of several processes on one pipe are not mixed up to the size of its buffer, and a lock keeps
    /// those of this process apart.
    @Sendable public static func writeToStandardError(_ line: Data) {
        standardError.withLock { handle in try? handle.write(contentsOf: line) }
    }

    private static let standardError = Mutex(FileHandle.standardError)

    private static func text(of time: Date) -> String {
        time.formatted(.iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: true)) + "Z"
    }

    private static func append(_ name: String, _ value: Logger.Metadata.Value, to line: inout String) {
        if line.last != "{" && line.last != "[" { line += "," }
        append(string: name, to: &line)
        line += ":"
        append(value, to: &line)
    }

    private static func append(_ value: Logger.Metadata.Value, to line: inout String) {
        switch value {
        case .string(let text): append(string: text, to: &line)
        case .stringConvertible(let number as any BinaryInteger): line += "\(number)"
        case .stringConvertible(let number as Double) where number.isFinite: line += "\(number)"
        case .stringConvertible(let flag as Bool): line += flag ? "true" : "false"
        case .stringConvertible(let other): append(string: other.description, to: &line)
        case .array(let values):
            line += "["
            for (index, value) in values.enumerated() {
                if index > 0 { line += "," }
                append(value, to: &line)
            }
            line += "]"
        case .dictionary(let fields):
            line += "{"
            for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { line += "," }
                append(string: field.key, to: &line)
                line += ":"
                append(field.value, to: &line)
            }
            line += "}"
        }
    }

    /// Control characters are escaped, so that a message stays on its line whatever is in it.
    private static func append(string: String, to line: inout String) {
        line += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _
            where scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x2028 || scalar.value == 0x2029:
                line += String(format: "\\u%04x", scalar.value)
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}
