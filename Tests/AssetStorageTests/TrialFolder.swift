import Foundation

/// A folder that goes with the test.
final class TrialFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// A new file of so many bytes, which repeat after a prime number.
    func file(bytes: Int) throws -> URL {
        let file = url.appending(path: UUID().uuidString)
        try Self.pattern(bytes).write(to: file)
        return file
    }

    static func pattern(_ count: Int) -> Data { Data((0..<count).map { UInt8($0 % 251) }) }
}
