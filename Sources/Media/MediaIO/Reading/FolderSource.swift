import Foundation

/// The pictures of a folder in name order, numbers within names by value: `2.png` before `10.png`.
///
/// Names that do not end as a picture's do, and hidden ones, are passed over.
final class FolderSource: FrameSource {
    private static let extensions: Set<String> = ["png", "jpg", "jpeg", "webp"]

    let pictures: [URL]
    private let limits: ReadLimits
    private let deadline: ContinuousClock.Instant
    private var position = 0

    init(_ folder: URL, limits: ReadLimits, deadline: ContinuousClock.Instant) throws {
        let name = folder.lastPathComponent
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw MediaError.missing(name: name)
        }
        pictures =
            names
            .filter { !$0.hasPrefix(".") && Self.extensions.contains(($0 as NSString).pathExtension.lowercased()) }
            .sorted { Self.precedes($0, $1) }
            .map { folder.appendingPathComponent($0) }
        self.limits = limits
        self.deadline = deadline
        guard !pictures.isEmpty else { throw MediaError.noPictures(name: name) }
        guard pictures.count <= limits.frames else { throw MediaError.tooManyFrames(name: name, limit: limits.frames) }
    }

    func next() throws -> ClipFrame? {
        guard position < pictures.count else { return nil }
        defer { position += 1 }
        let file = try InputFile(pictures[position], limits: limits, deadline: deadline)
        switch MediaKind(signature: try file.firstBytes(MediaKind.signatureBytes)) {
        case .some(let kind) where [.png, .jpeg, .webp].contains(kind):
            return try file.namingFailures { try StillSource(file, kind: kind).next() }
        default: throw MediaError.unknownKind(name: file.name)
        }
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        let order = a.compare(b, options: [.numeric, .literal])
        return order == .orderedSame ? a < b : order == .orderedAscending
    }
}
