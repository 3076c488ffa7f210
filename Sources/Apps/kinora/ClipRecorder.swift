import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// Takes frames from the engine and writes them to a file of whatever kind its name asks for.
final class ClipRecorder: @unchecked Sendable {
    // Used by the engine's actor while it renders and by the command before and after, never at once.
    private let writer: ClipWriter

    /// Checks the name and opens the file before any rendering begins.
    init(path: String, width: Int, height: Int, frames: Int, framesPerSecond: Double, request: String) throws {
        let url = URL(filePath: path)
        let format = try ClipFormat(outputPath: path)
        if format == .png, frames > 1 { throw MediaError.onePictureOnly(name: url.lastPathComponent) }
        guard let frameRate = FrameRate(framesPerSecond) else {
            throw InputError("\(framesPerSecond) frames a second is out of range.")
        }
        writer = try ClipWriter(
            to: url, format: format, width: width, height: height, framesPerSecond: frameRate,
            metadata: ClipMetadata(request: request, software: "kinora \(Kinora.version)"), threads: Processor.threads()
        )
    }

    func append(_ frame: RenderedFrame) throws {
        try writer.append(Picture(width: frame.width, height: frame.height, bytes: frame.bytes))
    }

    func append(_ picture: InputPicture) throws { try writer.append(Picture(picture)) }

    func finish() throws { try writer.finish() }

    func discard() { writer.discard() }
}
