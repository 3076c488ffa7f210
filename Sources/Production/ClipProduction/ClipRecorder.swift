import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// Takes frames from the engine and writes them to a file of whatever kind its name asks for.
public final class ClipRecorder: @unchecked Sendable {
    // Used by the engine's actor while it renders and by its owner before and after, never at once.
    private let writer: ClipWriter
    private let upscaler: (any FrameUpscaler)?

    /// Checks the name and opens the file before any rendering begins.
    ///
    /// - Parameters:
    ///   - width: of the frames that come; the file's frames are larger where `upscale` asks for it.
    ///   - request: what the file says of how it was made.
    ///   - software: name and version of the program that makes it.
    ///   - threads: how many an encoder may use, at least 1.
    /// - Throws: `MediaError`.
    public init(
        path: String, width: Int, height: Int, frames: Int, framesPerSecond: FrameRate, upscale: UpscaleSize?,
        request: RequestRecord, software: String, threads: Int
    ) throws {
        let url = URL(filePath: path)
        let format = try ClipFormat(outputPath: path)
        if format == .png, frames > 1 { throw MediaError.onePictureOnly(name: url.lastPathComponent) }
        let size = try upscale?.size(forWidth: width, height: height) ?? (width: width, height: height)
        upscaler = upscale == nil ? nil : try LanczosUpscaler(from: (width, height), to: size)
        var request = request
        request.upscaling = upscaler.map { UpscalingRecord(width: size.width, height: size.height, method: $0.name) }
        writer = try ClipWriter(
            to: url, format: format, width: size.width, height: size.height, framesPerSecond: framesPerSecond,
            metadata: ClipMetadata(request: try request.jsonLine(), software: software),
            threads: threads)
    }

    public func append(_ frame: RenderedFrame) throws {
        try append(Picture(width: frame.width, height: frame.height, bytes: frame.bytes))
    }

    public func append(_ picture: InputPicture) throws { try append(Picture(picture)) }

    private func append(_ picture: Picture) throws { try writer.append(upscaler?.upscale(picture) ?? picture) }

    public func finish() throws { try writer.finish() }

    public func discard() { writer.discard() }
}
