import CFFmpeg
import Foundation

extension Picture {
    /// The bytes of a JPEG file: for pictures to look at in passing. Colour has half the resolution.
    /// - Parameter quality: 1...31, the less the better; 2 cannot be told from the picture.
    public func jpeg(quality: Int = 4) throws -> Data {
        precondition((1...31).contains(quality))
        do {
            let scale = Int32(quality) * FF_QP2LAMBDA
            let encoder = try FrameEncoder(
                named: "mjpeg", width: width, height: height, format: AV_PIX_FMT_YUVJ420P,
                timeBase: AVRational(num: 1, den: 1)
            ) {
                $0.thread_count = 1
                $0.flags |= AV_CODEC_FLAG_QSCALE
                $0.global_quality = scale
            }
            let frame = try ColorConversion(
                width: width, height: height, from: AV_PIX_FMT_RGB24, to: AV_PIX_FMT_YUVJ420P,
                coding: YCbCr(matrix: .bt601, isFullRange: true)
            ).convert(VideoFrame(self))
            frame.pointer.pointee.quality = scale
            var data = Data()
            let take = { (packet: UnsafeMutablePointer<AVPacket>) in
                data.append(packet.pointee.data, count: Int(packet.pointee.size))
            }
            try encoder.encode(frame, emit: take)
            if data.isEmpty { try encoder.finish(emit: take) }
            return data
        } catch let failure as LibAVFailure {
            throw MediaError.cannotWrite(name: "The picture", reason: failure.reason)
        }
    }
}
