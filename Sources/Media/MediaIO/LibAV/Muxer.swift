import CFFmpeg

/// A container file with one video stream, being written.
final class Muxer {
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let stream: UnsafeMutablePointer<AVStream>
    private let encoder: FrameEncoder

    /// - Parameters:
    ///   - format: libavformat's short name.
    ///   - tags: the container's own metadata.
    init(
        _ format: String, path: String, encoder: FrameEncoder, tags: [String: String] = [:],
        options: [String: String] = [:]
    ) throws {
        // The prefix keeps a name such as "http:..." a file.
        let address = "file:" + path
        var context: UnsafeMutablePointer<AVFormatContext>?
        do {
            try LibAV.check(avformat_alloc_output_context2(&context, nil, format, address))
            let opening = try LibAV.allocated(context)
            let stream = try LibAV.allocated(avformat_new_stream(opening, nil))
            // Same frames, same bytes: no library versions or dates of their own accord.
            opening.pointee.flags |= AVFMT_FLAG_BITEXACT
            try LibAV.check(avcodec_parameters_from_context(stream.pointee.codecpar, encoder.context))
            stream.pointee.time_base = encoder.context.pointee.time_base
            stream.pointee.avg_frame_rate = encoder.context.pointee.framerate
            for (key, value) in tags { av_dict_set(&opening.pointee.metadata, key, value, 0) }
            try LibAV.check(avio_open(&opening.pointee.pb, address, AVIO_FLAG_WRITE))
            _ = try LibAV.withOptions(options) { try LibAV.check(avformat_write_header(opening, $0)) }
            self.context = opening
            self.stream = stream
            self.encoder = encoder
        } catch {
            if let context { avio_closep(&context.pointee.pb) }
            avformat_free_context(context)
            throw error
        }
    }

    deinit {
        avio_closep(&context.pointee.pb)
        avformat_free_context(context)
    }

    /// Takes a packet of the encoder, timestamps in the encoder's time base.
    func write(_ packet: UnsafeMutablePointer<AVPacket>) throws {
        if packet.pointee.duration == 0 { packet.pointee.duration = 1 }
        packet.pointee.stream_index = stream.pointee.index
        av_packet_rescale_ts(packet, encoder.context.pointee.time_base, stream.pointee.time_base)
        try LibAV.check(av_interleaved_write_frame(context, packet))
    }

    func finish() throws {
        try LibAV.check(av_write_trailer(context))
        try LibAV.check(avio_closep(&context.pointee.pb))
    }
}
