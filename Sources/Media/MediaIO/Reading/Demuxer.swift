import CFFmpeg

/// The packets of the first video stream of a container, which is read by the one demuxer that its first bytes ask for.
final class Demuxer {
    private let file: InputFile
    private let context: UnsafeMutablePointer<AVFormatContext>
    private let input: UnsafeMutablePointer<AVIOContext>
    private let stream: UnsafeMutablePointer<AVStream>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let isIndexed: Bool
    /// How a picture is turned; a clip says it beside its stream.
    private let stillOrientation: Orientation?
    private var packets = 0

    init(_ file: InputFile, kind: MediaKind) throws {
        _ = LibAV.silenced
        self.file = file
        isIndexed = kind == .quickTime || kind == .avif
        let name =
            switch kind {
            case .quickTime, .avif: "mov"
            case .animatedPNG: "apng"
            case .gif: "gif"
            case .matroska: "matroska"
            case .png, .jpeg, .webp: preconditionFailure("pictures are no containers")
            }
        guard let format = av_find_input_format(name) else { throw MediaError.unknownKind(name: file.name) }
        try Completeness.check(file, kind: kind)
        input = try file.makeContext()
        var context: UnsafeMutablePointer<AVFormatContext>? = nil
        var packet: UnsafeMutablePointer<AVPacket>?
        do {
            context = try LibAV.allocated(avformat_alloc_context())
            context?.pointee.pb = input
            // A file that names others gets nothing.
            context?.pointee.io_open = { _, _, _, _, _ in -EACCES }
            let options = [
                "format_whitelist": String(cString: format.pointee.name), "codec_whitelist": FrameDecoder.allowList,
                "protocol_whitelist": "file",
            ]
            _ = try LibAV.withOptions(options) { try LibAV.check(avformat_open_input(&context, nil, format, $0)) }
            let opened = try LibAV.allocated(context)
            stream = try Self.firstVideo(of: opened, file, kind: kind)
            stillOrientation = try kind == .avif ? Self.orientation(ofAVIF: file) : nil
            packet = try LibAV.allocated(av_packet_alloc())
            self.packet = try LibAV.allocated(packet)
            self.context = opened
        } catch {
            av_packet_free(&packet)
            avformat_close_input(&context)
            InputFile.freeContext(input)
            throw error
        }
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = packet
        av_packet_free(&packet)
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
        InputFile.freeContext(input)
    }

    var parameters: UnsafePointer<AVCodecParameters> { UnsafePointer(stream.pointee.codecpar) }
    /// The seconds that 1 in a timestamp stands for.
    var timeBase: AVRational { stream.pointee.time_base }
    /// Frames a second as the container has it; 0/0 or 0/1 where it does not say.
    var averageFrameRate: AVRational { stream.pointee.avg_frame_rate }

    /// How the stream is turned for showing.
    var orientation: Orientation {
        if let stillOrientation { return stillOrientation }
        var size = 0
        guard let data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size), size >= 36 else {
            return .upright
        }
        return UnsafeRawPointer(data).withMemoryRebound(to: Int32.self, capacity: 9) { Orientation(displayMatrix: $0) }
    }

    /// How much wider than high the pixels of a frame are; 0/1 where nobody says. The container is asked first.
    func pixelShape(of frame: VideoFrame) -> AVRational {
        av_guess_sample_aspect_ratio(context, stream, frame.pointer)
    }

    /// The container's tags, keys in lower case.
    var tags: [String: String] {
        var tags: [String: String] = [:]
        var entry: UnsafeMutablePointer<AVDictionaryEntry>?
        while let next = av_dict_get(context.pointee.metadata, "", entry, AV_DICT_IGNORE_SUFFIX) {
            tags[String(cString: next.pointee.key).lowercased()] = String(cString: next.pointee.value)
            entry = next
        }
        return tags
    }

    /// Calls `body` with the stream's next packet, valid during the call; false at the end.
    ///
    /// Where the file promises more packets than it has, or half a packet, it is damaged.
    func withNextPacket(_ body: (UnsafeMutablePointer<AVPacket>) throws -> Void) throws -> Bool {
        while true {
            try file.checkDeadline()
            let status = av_read_frame(context, packet)
            if status == kinora_error_end {
                guard !isIndexed || packets >= Int(avformat_index_get_entries_count(stream)) else {
                    throw MediaError.damaged(name: file.name)
                }
                return false
            }
            try LibAV.check(status)
            defer { av_packet_unref(packet) }
            guard packet.pointee.stream_index == stream.pointee.index else { continue }
            guard packet.pointee.flags & AV_PKT_FLAG_CORRUPT == 0 else { throw MediaError.damaged(name: file.name) }
            packets += 1
            try body(packet)
            return true
        }
    }

    private static func orientation(ofAVIF file: InputFile) throws -> Orientation {
        let layout = try AVIFLayout(file)
        guard !layout.isComposed else { throw MediaError.composedAVIF(name: file.name) }
        return layout.orientation
    }

    /// The first stream of pictures that is not a cover. Checks size, length and frames as far as they are promised.
    private static func firstVideo(
        of context: UnsafeMutablePointer<AVFormatContext>, _ file: InputFile, kind: MediaKind
    ) throws -> UnsafeMutablePointer<AVStream> {
        var found: UnsafeMutablePointer<AVStream>?
        for index in 0..<Int(context.pointee.nb_streams) {
            guard let stream = context.pointee.streams[index] else { continue }
            let isVideo = stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO
            let isCover = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
            if isVideo, !isCover, found == nil { found = stream } else { stream.pointee.discard = AVDISCARD_ALL }
        }
        guard let stream = found else { throw MediaError.noPictures(name: file.name) }
        let (width, height) = (Int(stream.pointee.codecpar.pointee.width), Int(stream.pointee.codecpar.pointee.height))
        let limits = file.limits
        try file.checkPixels(
            width: width, height: height, limit: kind == .avif ? limits.pixelsPerPicture : limits.pixelsPerFrame)
        guard stream.pointee.nb_frames <= limits.frames else {
            throw MediaError.tooManyFrames(name: file.name, limit: limits.frames)
        }
        let limit = limits.mediaSeconds
        guard Double(context.pointee.duration) / Double(kinora_time_base) <= limit else {
            throw MediaError.tooLong(name: file.name, limitSeconds: limit)
        }
        return stream
    }
}

extension InputFile {
    /// - Parameters:
    ///   - width: as a file gives it, of any value; `height` likewise.
    ///   - limit: the most that width times height may be.
    func checkPixels(width: Int, height: Int, limit: Int) throws {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels <= limit else {
            throw MediaError.tooManyPixels(name: name, width: width, height: height, limit: limit)
        }
    }
}
