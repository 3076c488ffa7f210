import Foundation

/// Writes a clip frame by frame.
///
/// The output appears under its name, complete, when `finish` returns, and replaces a file of that name. Before that, and
/// after an error, a discard, or release, nothing is there. Not for more than one caller at a time.
public final class ClipWriter {
    private let destination: URL
    private let width: Int
    private let height: Int
    private var frames = 0
    /// Nothing once the clip is finished or discarded.
    private var work: (encoder: any ClipEncoder, output: PendingOutput)?

    /// Opens the output, so that a place that cannot be written to is known before the first frame is made.
    ///
    /// - Parameters:
    ///   - width: pixels, even for mp4.
    ///   - height: likewise.
    ///   - metadata: nothing for what no model made, such as masks.
    ///   - threads: how many an encoder may use, at least 1.
    public init(
        to destination: URL, format: ClipFormat, width: Int, height: Int, framesPerSecond: FrameRate,
        metadata: ClipMetadata?, threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws {
        precondition(width > 0 && height > 0 && threads > 0)
        self.destination = destination
        self.width = width
        self.height = height
        let pending = try PendingOutput(for: destination, isFolder: format == .pngFolder)
        let output = ClipOutput(
            path: pending.path, name: pending.name, width: width, height: height, frameRate: framesPerSecond,
            metadata: metadata, threads: threads)
        do {
            work = (try Self.encoder(for: format, output), pending)
        } catch {
            pending.discard()
            throw Self.named(error, destination)
        }
    }

    deinit { discard() }

    public func append(_ picture: Picture) throws {
        guard let (encoder, _) = work else { preconditionFailure("a frame after the clip was finished or discarded") }
        precondition(picture.width == width && picture.height == height, "every frame has the clip's size")
        try discardingOnError { try encoder.append(picture) }
        frames += 1
    }

    /// Completes the clip and gives it its name.
    public func finish() throws {
        guard let (encoder, output) = work else { preconditionFailure("a clip is finished once") }
        try discardingOnError {
            guard frames > 0 else { throw MediaError.noFrames(name: output.name) }
            try encoder.finish()
            try output.commit()
        }
        work = nil
    }

    /// Leaves nothing behind. Does nothing to a finished clip.
    public func discard() {
        guard let output = work?.output else { return }
        work = nil
        output.discard()
    }

    private func discardingOnError(_ body: () throws -> Void) throws {
        do { try body() } catch {
            discard()
            throw Self.named(error, destination)
        }
    }

    private static func encoder(for format: ClipFormat, _ output: ClipOutput) throws -> any ClipEncoder {
        switch format {
        case .mp4: try MP4Encoder(output)
        case .gif: try GIFEncoder(output)
        case .webp: try WebPEncoder(output)
        case .png: try PNGEncoder(output)
        case .pngFolder: try PNGFolderEncoder(output)
        }
    }

    private static func named(_ error: any Error, _ destination: URL) -> MediaError {
        let name = destination.lastPathComponent
        switch error {
        case let error as MediaError: return error
        case let error as LibAVFailure: return .cannotWrite(name: name, reason: error.reason)
        default: return .cannotWrite(name: name, reason: PendingOutput.reason(error))
        }
    }
}
