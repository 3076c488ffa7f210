import CFFmpeg
import Foundation

/// One picture as a PNG.
final class PNGEncoder: ClipEncoder {
    private let output: ClipOutput
    private let encoder: PNGPictureEncoder
    private var isWritten = false

    init(_ output: ClipOutput) throws {
        self.output = output
        encoder = try PNGPictureEncoder(output)
    }

    func append(_ picture: Picture) throws {
        guard !isWritten else { throw MediaError.onePictureOnly(name: output.name) }
        isWritten = true
        try encoder.encode(picture).write(to: URL(fileURLWithPath: output.path))
    }

    func finish() throws {}
}

/// A PNG for every frame, in a folder: `00000.png`, `00001.png`, ... Each carries the metadata.
final class PNGFolderEncoder: ClipEncoder {
    private let output: ClipOutput
    private let encoder: PNGPictureEncoder
    private var frames = 0

    init(_ output: ClipOutput) throws {
        self.output = output
        encoder = try PNGPictureEncoder(output)
    }

    func append(_ picture: Picture) throws {
        let name = String(format: "%05d.png", frames)
        try encoder.encode(picture).write(to: URL(fileURLWithPath: output.path).appendingPathComponent(name))
        frames += 1
    }

    func finish() throws {}
}

/// Pictures of one size to the bytes of PNG files with the clip's metadata.
final class PNGPictureEncoder {
    private let encoder: FrameEncoder
    private let metadata: ClipMetadata?

    init(_ output: ClipOutput) throws {
        metadata = output.metadata
        encoder = try FrameEncoder(
            named: "png", width: output.width, height: output.height, format: AV_PIX_FMT_RGB24,
            timeBase: AVRational(num: 1, den: 1), options: ["pred": "mixed", "compression_level": "6"]
        ) { $0.thread_count = 1 }
    }

    func encode(_ picture: Picture) throws -> Data {
        let frame = try VideoFrame(picture)
        // Makes the encoder say sRGB.
        frame.pointer.pointee.color_primaries = AVCOL_PRI_BT709
        frame.pointer.pointee.color_trc = AVCOL_TRC_IEC61966_2_1
        var png = Data()
        try encoder.encode(frame) { packet in
            png.append(packet.pointee.data, count: Int(packet.pointee.size))
        }
        return metadata.map { PNGMetadata.adding($0, to: png) } ?? png
    }
}
