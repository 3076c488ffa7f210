import CFFmpeg
import Foundation

/// An animated WebP that loops for ever, lossy at quality 90.
///
/// libwebp keeps the compressed frames in memory and hands over the whole file at the end.
final class WebPEncoder: ClipEncoder {
    /// Browsers take delays of ten milliseconds and less for a hundred.
    static let highestFrameRate = 90

    private let output: ClipOutput
    private let encoder: FrameEncoder
    private let toBGRA: ColorConversion
    private var frames: Int64 = 0

    init(_ output: ClipOutput) throws {
        guard output.frameRate.framesPerSecond <= Double(Self.highestFrameRate) else {
            throw MediaError.frameRateTooHigh(name: output.name, limit: Self.highestFrameRate)
        }
        self.output = output
        encoder = try FrameEncoder(
            named: "libwebp_anim", width: output.width, height: output.height, format: AV_PIX_FMT_BGRA,
            timeBase: output.frameRate.frameDuration, options: ["quality": "90"])
        // From RGB to RGB: the bytes are only put in another order.
        toBGRA = try ColorConversion(
            width: output.width, height: output.height, from: AV_PIX_FMT_RGB24, to: AV_PIX_FMT_BGRA,
            coding: YCbCr(matrix: .bt601, isFullRange: true))
    }

    func append(_ picture: Picture) throws {
        let frame = try toBGRA.convert(VideoFrame(picture))
        frame.pointer.pointee.pts = frames
        frames += 1
        try encoder.encode(frame) { _ in }
    }

    func finish() throws {
        var bytes = Data()
        try encoder.finish { packet in bytes.append(packet.pointee.data, count: Int(packet.pointee.size)) }
        let lastMilliseconds =
            Int((Double(frames) * 1000 / output.frameRate.framesPerSecond).rounded(.down))
            - Int((Double(frames - 1) * 1000 / output.frameRate.framesPerSecond).rounded(.down))
        guard var file = WebPContainer(bytes) else { throw LibAVFailure(code: kinora_error_invalid_data) }
        file.setLoopsForEver()
        file.setLastFrame(milliseconds: lastMilliseconds)
        if let metadata = output.metadata {
            file.setXMP(Data(XMPPacket(metadata).text.utf8), width: output.width, height: output.height)
        }
        try file.bytes.write(to: URL(fileURLWithPath: output.path))
    }
}
