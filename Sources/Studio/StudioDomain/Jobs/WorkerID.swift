/// A worker process: a new one each time that it starts.
public struct WorkerID: Sendable, Hashable, Codable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var description: String { name }
}
