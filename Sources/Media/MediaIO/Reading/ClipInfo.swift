import CFFmpeg
import Foundation

/// What a picture, clip or folder of pictures is, for people to look at.
public struct ClipInfo: Sendable, Hashable {
    /// Pixels as shown, after any turn.
    public let width: Int
    public let height: Int
    public let frames: Int
    /// The mean where frames last differently long; nothing for stills and folders, as for `duration`.
    public let framesPerSecond: Double?
    /// Seconds.
    public let duration: Double?
    /// FFmpeg's names: `h264`, `yuv420p`, ...
    public let codec: String
    public let pixelFormat: String
    /// FFmpeg's names, such as `bt709`; nothing where the file does not say. The range is `tv` or `pc`.
    public let colorPrimaries: String?
    public let colorTransfer: String?
    public let colorSpace: String?
    public let colorRange: String?
}

extension ClipReader {
    /// Reads the first frame, and counts the others without decoding them.
    public static func info(of url: URL, limits: InputLimits = .standard) throws -> ClipInfo {
        let opened = try OpenedMedia(url, limits: limits)
        return try info(of: opened, limits: limits)
    }

    static func info(of opened: OpenedMedia, limits: InputLimits) throws -> ClipInfo {
        try opened.namingFailures {
            switch opened {
            case .folder(let source):
                let first = try info(of: source.pictures[0], limits: limits)
                return ClipInfo(
                    first, frames: source.pictures.count, framesPerSecond: nil, duration: nil)
            case .file(let file, let kind):
                let source = try opened.source(threads: 1, over: .white)
                switch source {
                case let source as WebPAnimationSource: return try source.info()
                case let source as ContainerSource: return try source.info(file, kind: kind)
                case let source as StillSource: return try source.info(kind)
                default: preconditionFailure("a file is one of these")
                }
            }
        }
    }
}

extension ContainerSource {
    fileprivate func info(_ file: InputFile, kind: MediaKind) throws -> ClipInfo {
        guard let frame = try nextFrame() else { throw MediaError.noPictures(name: file.name) }
        let codec = demuxer.parameters.pointee.codec_id
        let timing = try Timing(Demuxer(file, kind: kind), limits: file.limits, name: file.name)
        let isStill = kind == .avif && timing.frames == 1
        return ClipInfo(
            frame, size: try squareSize(of: frame), orientation: demuxer.orientation, codec: codec,
            frames: timing.frames, framesPerSecond: isStill ? nil : timing.framesPerSecond,
            duration: isStill ? nil : timing.duration)
    }

    /// Counted from the packets, which are read to the end.
    private struct Timing {
        let frames: Int
        let framesPerSecond: Double?
        /// From the first frame's appearance to the last one's end.
        let duration: Double?

        init(_ demuxer: Demuxer, limits: InputLimits, name: String) throws {
            var (count, first, last, end) = (0, Int64.max, Int64.min, Int64.min)
            while try demuxer.withNextPacket({ packet in
                guard packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0 else { return }
                count += 1
                guard count <= limits.frames else { throw MediaError.tooManyFrames(name: name, limit: limits.frames) }
                let start = packet.pointee.pts
                guard start != kinora_no_timestamp else { return }
                (first, last) = (min(first, start), max(last, start))
                end = max(end, start.addingReportingOverflow(max(0, packet.pointee.duration)).partialValue)
            }) {}
            frames = count
            let unit = av_q2d(demuxer.timeBase)
            let mean = frames > 1 && last > first ? Double(frames - 1) / ((Double(last) - Double(first)) * unit) : nil
            let said = demuxer.averageFrameRate
            framesPerSecond = said.num > 0 && said.den > 0 ? av_q2d(said) : mean
            let lastFrame = end > last ? (Double(end) - Double(last)) * unit : framesPerSecond.map { 1 / $0 }
            duration = frames > 0 && last >= first ? (Double(last) - Double(first)) * unit + (lastFrame ?? 0) : nil
        }
    }
}

extension WebPAnimationSource {
    fileprivate func info() throws -> ClipInfo {
        let first = try decodeLayer(0)
        let seconds = frames.reduce(0.0) { $0 + Double($1.milliseconds) / 1000 }
        return ClipInfo(
            first, size: (canvas.width, canvas.height), orientation: .upright, codec: AV_CODEC_ID_WEBP,
            frames: frames.count,
            framesPerSecond: seconds > 0 ? Double(frames.count) / seconds : nil, duration: seconds)
    }
}

extension StillSource {
    fileprivate func info(_ kind: MediaKind) throws -> ClipInfo {
        let (frame, orientation) = try decode()
        return ClipInfo(
            frame, size: (frame.width, frame.height), orientation: orientation, codec: kind.pictureCodec, frames: 1,
            framesPerSecond: nil, duration: nil)
    }
}

extension ClipInfo {
    fileprivate init(
        _ frame: VideoFrame, size: (width: Int, height: Int), orientation: Orientation, codec: AVCodecID, frames: Int,
        framesPerSecond: Double?, duration: Double?
    ) {
        let raw = frame.pointer.pointee
        (width, height) = orientation.swapsAxes ? (size.height, size.width) : size
        self.frames = frames
        self.framesPerSecond = framesPerSecond
        self.duration = duration
        self.codec = String(cString: avcodec_get_name(codec))
        pixelFormat = Self.name(av_get_pix_fmt_name(frame.format)) ?? "unknown"
        colorPrimaries = Self.name(av_color_primaries_name(raw.color_primaries))
        colorTransfer = Self.name(av_color_transfer_name(raw.color_trc))
        colorSpace = Self.name(av_color_space_name(raw.colorspace))
        colorRange = Self.name(av_color_range_name(raw.color_range))
    }

    /// The same pictures, more of them.
    fileprivate init(_ first: ClipInfo, frames: Int, framesPerSecond: Double?, duration: Double?) {
        width = first.width
        height = first.height
        self.frames = frames
        self.framesPerSecond = framesPerSecond
        self.duration = duration
        codec = first.codec
        pixelFormat = first.pixelFormat
        colorPrimaries = first.colorPrimaries
        colorTransfer = first.colorTransfer
        colorSpace = first.colorSpace
        colorRange = first.colorRange
    }

    private static func name(_ text: UnsafePointer<CChar>?) -> String? {
        text.map { String(cString: $0) }.flatMap { $0 == "unknown" ? nil : $0 }
    }
}
