import CFFmpeg

/// One of libavcodec's decoders, of those allowed: packets in, frames out.
final class FrameDecoder {
    /// The codecs that are read, and the decoder that reads each.
    private static let allowed: [UInt32: String] = [
        AV_CODEC_ID_H264.rawValue: "h264", AV_CODEC_ID_HEVC.rawValue: "hevc", AV_CODEC_ID_MPEG4.rawValue: "mpeg4",
        AV_CODEC_ID_PRORES.rawValue: "prores", AV_CODEC_ID_VP8.rawValue: "vp8", AV_CODEC_ID_VP9.rawValue: "vp9",
        AV_CODEC_ID_AV1.rawValue: "libdav1d", AV_CODEC_ID_MJPEG.rawValue: "mjpeg", AV_CODEC_ID_PNG.rawValue: "png",
        AV_CODEC_ID_GIF.rawValue: "gif", AV_CODEC_ID_WEBP.rawValue: "webp", AV_CODEC_ID_APNG.rawValue: "apng",
    ]

    /// The names, as the libraries want them.
    static let allowList = allowed.values.sorted().joined(separator: ",")

    private let context: UnsafeMutablePointer<AVCodecContext>
    private let fileName: String

    /// - Parameters:
    ///   - parameters: the container's word on the stream, where there is a container.
    ///   - isStill: one packet holds all there is; then any fault in it is refused rather than patched over.
    ///   - mostPixels: the most that a frame may have.
    init(
        codec: AVCodecID, parameters: UnsafePointer<AVCodecParameters>? = nil, file: InputFile, isStill: Bool,
        mostPixels: Int, threads: Int
    ) throws {
        _ = LibAV.silenced
        fileName = file.name
        guard let name = Self.allowed[codec.rawValue], let decoder = avcodec_find_decoder_by_name(name) else {
            throw MediaError.unknownKind(name: file.name)
        }
        var context: UnsafeMutablePointer<AVCodecContext>? = try LibAV.allocated(avcodec_alloc_context3(decoder))
        do {
            let opening = try LibAV.allocated(context)
            if let parameters { try LibAV.check(avcodec_parameters_to_context(opening, parameters)) }
            opening.pointee.max_pixels = Int64(mostPixels)
            opening.pointee.thread_count = Int32(clamping: isStill ? 1 : min(threads, Self.mostThreads))
            // What is left is for the pictures made of the frames.
            Self.capMemory(of: opening, at: file.limits.memoryBytes / 4 * 3)
            if isStill { opening.pointee.err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE }
            try LibAV.check(avcodec_open2(opening, decoder, nil))
            self.context = opening
        } catch {
            avcodec_free_context(&context)
            throw error
        }
    }

    /// Each decoding thread holds a frame of its own.
    private static let mostThreads = 4

    /// Refuses frames so large that all those which the codec may hold at once would not fit.
    private static func capMemory(of context: UnsafeMutablePointer<AVCodecContext>, at bytes: Int) {
        context.pointee.opaque = UnsafeMutableRawPointer(bitPattern: bytes)
        context.pointee.get_buffer2 = { context, frame, flags in
            guard let context, let frame else { return -EINVAL }
            let (raw, cap) = (frame.pointee, Int(bitPattern: context.pointee.opaque))
            let size = av_image_get_buffer_size(AVPixelFormat(raw.format), raw.width, raw.height, 64)
            guard size >= 0 else { return -EINVAL }
            let frames = FrameDecoder.heldFrames(of: context)
            return Int(size) * frames > cap ? -ENOMEM : avcodec_default_get_buffer2(context, frame, flags)
        }
    }

    /// How many decoded frames there may be at once: those that others are predicted from, one for each thread, and one on
    /// its way out. A picture is one frame.
    ///
    /// - Source: H.265 A.4.2 and VP9 section 3: up to 16 and 8 reference frames. An H.264 stream says how many it uses.
    private static func heldFrames(of context: UnsafeMutablePointer<AVCodecContext>) -> Int {
        let references: Int
        switch context.pointee.codec_id {
        case AV_CODEC_ID_PNG, AV_CODEC_ID_MJPEG, AV_CODEC_ID_WEBP: return 1
        case AV_CODEC_ID_H264: references = max(Int(context.pointee.refs), Int(context.pointee.has_b_frames))
        case AV_CODEC_ID_HEVC: references = 16
        case AV_CODEC_ID_VP8, AV_CODEC_ID_VP9: references = 8
        default: references = 2
        }
        return references + Int(context.pointee.thread_count) + 1
    }

    deinit {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
    }

    /// Takes a packet, or nothing for the end. Every frame must have been received first.
    func send(_ packet: UnsafePointer<AVPacket>?) throws {
        try LibAV.check(avcodec_send_packet(context, packet))
    }

    /// The next frame; nothing where the decoder wants another packet or is at its end.
    func receive() throws -> VideoFrame? {
        let frame = try VideoFrame()
        let status = avcodec_receive_frame(context, frame.pointer)
        if status == kinora_error_again || status == kinora_error_end { return nil }
        try LibAV.check(status)
        guard frame.pointer.pointee.decode_error_flags == 0, frame.pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT == 0
        else { throw MediaError.damaged(name: fileName) }
        return frame
    }

    /// The one frame of a picture.
    func decodeStill(_ bytes: [UInt8]) throws -> VideoFrame {
        var packet: UnsafeMutablePointer<AVPacket>? = av_packet_alloc()
        defer { av_packet_free(&packet) }
        let whole = try LibAV.allocated(packet)
        guard let size = Int32(exactly: bytes.count) else { throw MediaError.damaged(name: fileName) }
        try LibAV.check(av_new_packet(whole, size))
        bytes.withUnsafeBytes {
            UnsafeMutableRawPointer(whole.pointee.data).copyMemory(from: $0.baseAddress!, byteCount: $0.count)
        }
        try send(whole)
        if let frame = try receive() { return frame }
        try send(nil)
        guard let frame = try receive() else { throw MediaError.damaged(name: fileName) }
        return frame
    }
}
