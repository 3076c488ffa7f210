import CFFmpeg
import Foundation

/// H.264 in an mp4 that plays in any browser: 4:2:0, BT.709, limited range, the index before the pictures.
final class MP4Encoder: ClipEncoder {
    private let output: ClipOutput
    private let encoder: FrameEncoder
    private let muxer: Muxer
    private let conversion: ColorConversion
    private var frames: Int64 = 0

    /// - Precision: constant rate factor 18, which is hard to tell from the frames by eye.
    init(_ output: ClipOutput) throws {
        guard output.width % 2 == 0, output.height % 2 == 0 else {
            throw MediaError.oddSize(name: output.name, width: output.width, height: output.height)
        }
        self.output = output
        let secondsBetweenKeyFrames = 2.0
        encoder = try FrameEncoder(
            named: "libx264", width: output.width, height: output.height, format: AV_PIX_FMT_YUV420P,
            timeBase: output.frameRate.frameDuration, options: ["preset": "medium", "crf": "18"]
        ) { context in
            context.thread_count = Int32(clamping: output.threads)
            context.gop_size = Int32((secondsBetweenKeyFrames * output.frameRate.framesPerSecond).rounded(.up))
            context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
            context.color_primaries = AVCOL_PRI_BT709
            context.color_trc = AVCOL_TRC_BT709
            context.colorspace = AVCOL_SPC_BT709
            context.color_range = AVCOL_RANGE_MPEG
            context.chroma_sample_location = AVCHROMA_LOC_LEFT
        }
        conversion = try ColorConversion(
            width: output.width, height: output.height, from: AV_PIX_FMT_RGB24, to: AV_PIX_FMT_YUV420P,
            coding: YCbCr(matrix: .bt709, isFullRange: false))
        muxer = try Muxer(
            "mp4", path: output.path, encoder: encoder, tags: output.metadata.map(MP4Metadata.tags) ?? [:],
            options: ["movflags": "+faststart"])
    }

    func append(_ picture: Picture) throws {
        let frame = try conversion.convert(VideoFrame(picture))
        frame.pointer.pointee.pts = frames
        frames += 1
        try encoder.encode(frame, emit: muxer.write)
    }

    func finish() throws {
        try encoder.finish(emit: muxer.write)
        try muxer.finish()
        if let metadata = output.metadata { try MP4Metadata.appendXMP(metadata, toFileAt: output.path) }
    }
}
