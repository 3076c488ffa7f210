import Foundation

/// The pictures of a folder in name order, numbers within names by value: `2.png` before `10.png`.
///
/// Names that do not end as a picture's do, and hidden ones, are passed over. Of an animation the first frame counts.
final class FolderSource: FrameSource {
    private static let extensions: Set<String> = ["png", "jpg", "jpeg", "webp", "avif"]

    let pictures: [URL]
    private let backdrop: Backdrop
    private let limits: InputLimits
    private let deadline: ContinuousClock.Instant
    private var position = 0

    init(
        _ folder: URL, limits: InputLimits, over backdrop: Backdrop, deadline: ContinuousClock.Instant
    ) throws {
        self.backdrop = backdrop
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

    func next() throws -> SourceFrame? {
        guard position < pictures.count else { return nil }
        defer { position += 1 }
        let file = try InputFile(pictures[position], limits: limits, deadline: deadline)
        return try OpenedMedia(file).source(threads: 1, over: backdrop).next()
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        let order = a.compare(b, options: [.numeric, .literal])
        return order == .orderedSame ? a < b : order == .orderedAscending
    }
}
