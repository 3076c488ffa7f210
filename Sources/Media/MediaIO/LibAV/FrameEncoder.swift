import CFFmpeg

/// One of libavcodec's encoders: frames in, packets out.
final class FrameEncoder {
    let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>

    /// - Parameters:
    ///   - timeBase: the seconds that 1 in a frame's timestamp stands for.
    ///   - configure: sets further fields before the encoder is opened.
    init(
        named name: String, width: Int, height: Int, format: AVPixelFormat, timeBase: AVRational,
        options: [String: String] = [:], configure: (inout AVCodecContext) -> Void = { _ in }
    ) throws {
        _ = LibAV.silenced
        guard let codec = avcodec_find_encoder_by_name(name) else { throw MediaError.encoderMissing(encoder: name) }
        var context: UnsafeMutablePointer<AVCodecContext>? = try LibAV.allocated(avcodec_alloc_context3(codec))
        var packet: UnsafeMutablePointer<AVPacket>?
        do {
            let opening = try LibAV.allocated(context)
            opening.pointee.width = Int32(width)
            opening.pointee.height = Int32(height)
            opening.pointee.pix_fmt = format
            opening.pointee.time_base = timeBase
            opening.pointee.framerate = av_inv_q(timeBase)
            opening.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
            configure(&opening.pointee)
            _ = try LibAV.withOptions(options) { try LibAV.check(avcodec_open2(opening, codec, $0)) }
            packet = try LibAV.allocated(av_packet_alloc())
            self.context = opening
            self.packet = try LibAV.allocated(packet)
        } catch {
            av_packet_free(&packet)
            avcodec_free_context(&context)
            throw error
        }
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = packet
        av_packet_free(&packet)
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Encodes a frame, handing over each packet that is ready; the packet is valid during the call only.
    func encode(_ frame: VideoFrame, emit: (UnsafeMutablePointer<AVPacket>) throws -> Void) throws {
        try LibAV.check(avcodec_send_frame(context, frame.pointer))
        try drain(emit)
    }

    /// Hands over what is still inside. No frame may follow.
    func finish(emit: (UnsafeMutablePointer<AVPacket>) throws -> Void) throws {
        try LibAV.check(avcodec_send_frame(context, nil))
        try drain(emit)
    }

    private func drain(_ emit: (UnsafeMutablePointer<AVPacket>) throws -> Void) throws {
        while true {
            let status = avcodec_receive_packet(context, packet)
            if status == kinora_error_again || status == kinora_error_end { return }
            try LibAV.check(status)
            defer { av_packet_unref(packet) }
            try emit(packet)
        }
    }
}
