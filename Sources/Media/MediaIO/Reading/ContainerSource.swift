import CFFmpeg

/// The frames of the first video stream in an mp4, mov, WebM, GIF, animated PNG or AVIF.
final class ContainerSource: FrameSource {
    let file: InputFile
    let demuxer: Demuxer
    private let backdrop: Backdrop
    private let decoder: FrameDecoder
    private var reading: FrameReading
    private var squaring: PictureScaler?
    private var firstTimestamp: Int64?
    private var isEnded = false

    init(_ file: InputFile, kind: MediaKind, threads: Int, over backdrop: Backdrop) throws {
        self.file = file
        self.backdrop = backdrop
        demuxer = try Demuxer(file, kind: kind)
        reading = FrameReading(coding: kind == .avif ? .still : .clip)
        let parameters = demuxer.parameters
        decoder = try FrameDecoder(
            codec: parameters.pointee.codec_id, parameters: parameters, file: file, isStill: false,
            mostPixels: kind == .avif ? file.limits.pixelsPerPicture : file.limits.pixelsPerFrame, threads: threads)
    }

    func next() throws -> SourceFrame? {
        guard let frame = try nextFrame() else { return nil }
        let length = frame.pointer.pointee.pkt_duration
        return SourceFrame(
            seconds: seconds(of: frame), duration: length > 0 ? Double(length) * av_q2d(demuxer.timeBase) : nil
        ) { try self.picture(of: frame) }
    }

    /// The next frame as it was decoded.
    func nextFrame() throws -> VideoFrame? {
        while true {
            try file.checkDeadline()
            if let frame = try decoder.receive() { return frame }
            guard !isEnded else { return nil }
            isEnded = try !demuxer.withNextPacket { try decoder.send($0) }
            if isEnded { try decoder.send(nil) }
        }
    }

    /// Pixels across and down as they are shown, before any turn: where the stored ones are not square, the axis that has
    /// fewer of them is stretched.
    ///
    /// - Throws: `MediaError` where pixels are more than 16 times as long as wide, or the stretched frame is too large.
    func squareSize(of frame: VideoFrame) throws -> (width: Int, height: Int) {
        let shape = demuxer.pixelShape(of: frame)
        guard shape.num > 0, shape.den > 0, shape.num != shape.den else { return (frame.width, frame.height) }
        let ratio = av_q2d(shape)
        guard (1.0 / 16...16).contains(ratio) else { throw MediaError.damaged(name: file.name) }
        let size =
            ratio > 1
            ? (width: Int((Double(frame.width) * ratio).rounded()), height: frame.height)
            : (width: frame.width, height: Int((Double(frame.height) / ratio).rounded()))
        try file.checkPixels(width: size.width, height: size.height, limit: file.limits.pixelsPerFrame)
        return size
    }

    private func picture(of frame: VideoFrame) throws -> Picture {
        let size = try squareSize(of: frame)
        var picture = try reading.read(frame).over(backdrop)
        if size != (picture.width, picture.height) {
            let source = (width: picture.width, height: picture.height)
            if squaring?.source ?? (0, 0) != source { squaring = try PictureScaler(from: source, to: size) }
            picture = try squaring?.scale(picture) ?? picture
        }
        return demuxer.orientation.apply(to: picture)
    }

    private func seconds(of frame: VideoFrame) -> Double? {
        let timestamp = frame.pointer.pointee.best_effort_timestamp
        guard timestamp != kinora_no_timestamp else { return nil }
        let first = firstTimestamp ?? timestamp
        firstTimestamp = first
        let (elapsed, overflow) = timestamp.subtractingReportingOverflow(first)
        return overflow ? nil : Double(elapsed) * av_q2d(demuxer.timeBase)
    }
}
