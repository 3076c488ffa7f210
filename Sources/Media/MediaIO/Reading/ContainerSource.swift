import CFFmpeg

/// The frames of the first video stream in an mp4, mov, WebM or GIF.
final class ContainerSource: FrameSource {
    let file: InputFile
    let demuxer: Demuxer
    private let decoder: FrameDecoder
    private var reading = FrameReading(coding: .clip)
    private var firstTimestamp: Int64?
    private var isEnded = false

    init(_ file: InputFile, kind: MediaKind, threads: Int) throws {
        self.file = file
        demuxer = try Demuxer(file, kind: kind)
        let parameters = demuxer.parameters
        decoder = try FrameDecoder(
            codec: parameters.pointee.codec_id, parameters: parameters, file: file, isStill: false, threads: threads)
    }

    func next() throws -> ClipFrame? {
        guard let frame = try nextFrame() else { return nil }
        let picture = demuxer.orientation.apply(to: try reading.read(frame).overBlack)
        return ClipFrame(picture: picture, seconds: seconds(of: frame))
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

    private func seconds(of frame: VideoFrame) -> Double? {
        let timestamp = frame.pointer.pointee.best_effort_timestamp
        guard timestamp != kinora_no_timestamp else { return nil }
        let first = firstTimestamp ?? timestamp
        firstTimestamp = first
        let (elapsed, overflow) = timestamp.subtractingReportingOverflow(first)
        return overflow ? nil : Double(elapsed) * av_q2d(demuxer.timeBase)
    }
}
