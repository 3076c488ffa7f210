import Foundation

/// Whoever makes what orders ask for.
public protocol Renderer: Sendable {
    /// Names of the models that it can run now.
    func models() async throws -> [String]

    /// Bytes of memory that an order needs beside what is held already; nothing where that is not known.
    func memoryNeeded(for order: Order, model: String) async throws -> Int?

    /// Makes what an order asks for, into files in `folder`. Stops within a step when its task is cancelled.
    /// - Parameters:
    ///   - inputs: a file for each of the order's inputs, in their order.
    ///   - folder: empty, and gone afterwards.
    ///   - report: told how far it is, and from time to time what it looks like (a small JPEG).
    /// - Throws: `RenderFailure` for what its owner can understand; anything else is an internal failure.
    func render(
        _ order: Order, model: String, inputs: [URL], into folder: URL,
        report: @escaping @Sendable (Progress, Data?) -> Void
    ) async throws -> [RenderedFile]
}

/// One thing that was made.
public struct RenderedFile: Sendable, Hashable {
    public let file: URL
    /// "video/mp4" or "image/png".
    public let mediaType: String
    /// Seconds; nothing for a picture.
    public let seconds: Double?

    public init(file: URL, mediaType: String, seconds: Double?) {
        self.file = file
        self.mediaType = mediaType
        self.seconds = seconds
    }
}

/// Why an order cannot be made.
public struct RenderFailure: Error, Sendable, Hashable {
    /// One sentence for its owner: no path, no prompt.
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}
