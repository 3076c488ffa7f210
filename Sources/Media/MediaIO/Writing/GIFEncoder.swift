import CFFmpeg
import Foundation

/// An animated GIF that loops for ever, with one palette for the whole clip.
///
/// One palette keeps still parts still, and the encoder then stores only what changed. It is known only after the last
/// frame, so frames wait in a file beside the output; memory does not grow with the clip.
final class GIFEncoder: ClipEncoder {
    /// Browsers take delays under two hundredths of a second for ten.
    static let highestFrameRate = 50

    private let output: ClipOutput
    private let waiting: FileHandle
    private var histogram = ColorHistogram()
    private var frames = 0

    init(_ output: ClipOutput) throws {
        guard output.frameRate.framesPerSecond <= Double(Self.highestFrameRate) else {
            throw MediaError.frameRateTooHigh(name: output.name, limit: Self.highestFrameRate)
        }
        self.output = output
        let descriptor = open(output.path + ".frames", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LibAVFailure(code: -errno) }
        waiting = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func append(_ picture: Picture) throws {
        histogram.add(picture)
        try waiting.write(contentsOf: picture.bytes)
        frames += 1
    }

    func finish() throws {
        // The last entry stays free: the encoder marks pixels that did not change with it.
        let palette = histogram.palette(colors: 255)
        var dithering = Dithering(palette: palette, histogram: histogram)
        // Containers of the kind count in hundredths of a second; each frame's time is rounded by itself.
        let encoder = try FrameEncoder(
            named: "gif", width: output.width, height: output.height, format: AV_PIX_FMT_PAL8,
            timeBase: output.frameRate.frameDuration)
        let muxer = try Muxer("gif", path: output.path, encoder: encoder, options: ["loop": "0"])
        try waiting.seek(toOffset: 0)
        for number in 0..<frames {
            let frame = try VideoFrame(width: output.width, height: output.height, format: AV_PIX_FMT_PAL8)
            frame.setPalette(palette)
            dithering.fill(frame, with: try nextWaiting())
            frame.pointer.pointee.pts = Int64(number)
            try encoder.encode(frame, emit: muxer.write)
        }
        try encoder.finish(emit: muxer.write)
        try muxer.finish()
        if let metadata = output.metadata { try GIFMetadata.appendXMP(metadata, toFileAt: output.path) }
    }

    private func nextWaiting() throws -> Picture {
        let bytes = try waiting.read(upToCount: output.width * output.height * 3) ?? Data()
        guard bytes.count == output.width * output.height * 3 else { throw LibAVFailure(code: -EIO) }
        return Picture(width: output.width, height: output.height, bytes: [UInt8](bytes))
    }
}

extension VideoFrame {
    /// Colours from entry 0, opaque; the rest transparent.
    fileprivate func setPalette(_ palette: [RGBColor]) {
        let entries = UnsafeMutableRawPointer(pointer.pointee.data.1!).assumingMemoryBound(to: UInt32.self)
        for index in 0..<256 {
            guard index < palette.count else {
                entries[index] = 0
                continue
            }
            let color = palette[index]
            entries[index] = 0xFF00_0000 | UInt32(color.x) << 16 | UInt32(color.y) << 8 | UInt32(color.z)
        }
    }
}
