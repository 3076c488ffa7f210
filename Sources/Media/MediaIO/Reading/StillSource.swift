import CFFmpeg

/// The one picture of a JPEG, PNG or WebP, turned as EXIF says.
final class StillSource: FrameSource {
    private let file: InputFile
    private let kind: MediaKind
    private let backdrop: Backdrop
    private var isRead = false

    init(_ file: InputFile, kind: MediaKind, over backdrop: Backdrop) {
        self.file = file
        self.kind = kind
        self.backdrop = backdrop
    }

    func next() throws -> SourceFrame? {
        guard !isRead else { return nil }
        isRead = true
        let (frame, orientation) = try decode()
        let (coding, backdrop) = (kind == .webp ? FrameReading.Coding.webp : .still, backdrop)
        return SourceFrame(seconds: nil, duration: nil) {
            var reading = FrameReading(coding: coding)
            return orientation.apply(to: try reading.read(frame).over(backdrop))
        }
    }

    /// The frame as it was decoded, and how it is turned.
    func decode() throws -> (VideoFrame, Orientation) {
        try file.checkDeadline()
        guard file.size <= file.limits.pictureBytes else {
            throw MediaError.tooManyBytes(name: file.name, limit: file.limits.pictureBytes)
        }
        var bytes = try file.allBytes()
        guard let size = PictureSize(of: kind, in: bytes) else { throw MediaError.damaged(name: file.name) }
        try file.checkPixels(width: size.width, height: size.height, limit: file.limits.pixelsPerPicture)
        let orientation = try takeEXIF(from: &bytes)
        if kind == .png { bytes = try bytes[..<8] + PNGLayout(file).pixelChunks.flatMap { bytes[$0] } }
        let decoder = try FrameDecoder(
            codec: kind.pictureCodec, file: file, isStill: true, mostPixels: file.limits.pixelsPerPicture,
            threads: 1)
        return (try decoder.decodeStill(bytes), orientation)
    }

    /// Reads EXIF data; of JPEG and WebP it hides them from the decoder.
    private func takeEXIF(from bytes: inout [UInt8]) throws -> Orientation {
        switch kind {
        case .png:
            guard let exif = try PNGLayout(file).exif else { return .upright }
            return EXIFOrientation.read(bytes[exif])
        case .webp:
            guard let exif = try WebPLayout(file).exif else { return .upright }
            // The chunk's name, before its size.
            bytes.replaceSubrange(exif.lowerBound - 8..<exif.lowerBound - 4, with: "JUNK".utf8)
            return EXIFOrientation.read(bytes[exif].prefix(EXIFOrientation.mostBytes))
        default:
            var orientation: Orientation?
            for segment in JPEGSegments(bytes) where segment.marker == 0xE1 {
                let content = bytes[segment.content]
                guard content.starts(with: Array("Exif".utf8) + [0]) else { continue }
                orientation = orientation ?? EXIFOrientation.read(content)
                bytes[segment.content.lowerBound] = 0
            }
            return orientation ?? .upright
        }
    }
}

extension MediaKind {
    var pictureCodec: AVCodecID {
        switch self {
        case .png: AV_CODEC_ID_PNG
        case .jpeg: AV_CODEC_ID_MJPEG
        case .webp: AV_CODEC_ID_WEBP
        case .animatedPNG, .avif, .gif, .quickTime, .matroska: preconditionFailure("no picture")
        }
    }
}
