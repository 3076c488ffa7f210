import CFFmpeg
import Foundation

@testable import MediaIO

/// Clips of kinds that `ClipWriter` does not write.
enum EncodedClip {
    /// - Parameters:
    ///   - encoder: libavcodec's name.
    ///   - timestamps: of each picture, in tenths of a second; nothing for one every tenth.
    ///   - coding: how colours become brightness and colour difference, which the clip is tagged with.
    static func write(
        _ pictures: [Picture], to url: URL, container: String = "mp4", encoder: String = "libx264",
        timestamps: [Int]? = nil, coding: YCbCr = YCbCr(matrix: .bt709, isFullRange: false),
        configure: (inout AVCodecContext) -> Void = { _ in }
    ) throws {
        let (width, height) = (pictures.first?.width ?? 64, pictures.first?.height ?? 48)
        let format = AV_PIX_FMT_YUV420P
        let options =
            [
                "libx264": ["qp": "4"], "libx265": ["x265-params": "log-level=none:qp=4"],
                "libaom-av1": ["cpu-used": "8"],
            ][encoder] ?? [:]
        let frames = try FrameEncoder(
            named: encoder, width: width, height: height, format: format, timeBase: AVRational(num: 1, den: 10),
            options: options
        ) {
            $0.color_range = coding.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
            $0.colorspace =
                switch coding.matrix {
                case .bt601: AVCOL_SPC_SMPTE170M
                case .bt709: AVCOL_SPC_BT709
                case .bt2020: AVCOL_SPC_BT2020_NCL
                }
            $0.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
            configure(&$0)
        }
        let conversion = try ColorConversion(
            width: width, height: height, from: AV_PIX_FMT_RGB24, to: format, coding: coding)
        let muxer = try Muxer(container, path: url.path, encoder: frames)
        for (number, picture) in pictures.enumerated() {
            let frame = try conversion.convert(VideoFrame(picture))
            frame.pointer.pointee.pts = Int64(timestamps?[number] ?? number)
            try frames.encode(frame, emit: muxer.write)
        }
        try frames.finish(emit: muxer.write)
        try muxer.finish()
    }
}
