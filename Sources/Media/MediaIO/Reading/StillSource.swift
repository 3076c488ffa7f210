import CFFmpeg

/// The one picture of a JPEG, PNG or WebP, turned as EXIF says.
final class StillSource: FrameSource {
    private let file: InputFile
    let kind: MediaKind
    private var isRead = false

    init(_ file: InputFile, kind: MediaKind) {
        self.file = file
        self.kind = kind
    }

    func next() throws -> ClipFrame? {
        guard !isRead else { return nil }
        isRead = true
        let frame = try decode()
        var reading = FrameReading(coding: kind == .webp ? .webp : .still)
        let picture = try reading.read(frame).overBlack
        return ClipFrame(picture: frame.orientation.apply(to: picture), seconds: nil)
    }

    /// The frame as it was decoded.
    func decode() throws -> VideoFrame {
        try file.checkDeadline()
        let bytes = try file.allBytes()
        guard let size = PictureSize(of: kind, in: bytes) else { throw MediaError.damaged(name: file.name) }
        try file.checkPixels(width: size.width, height: size.height)
        return try FrameDecoder(codec: kind.pictureCodec, file: file, isStill: true, threads: 1).decodeStill(bytes)
    }
}

extension MediaKind {
    var pictureCodec: AVCodecID {
        switch self {
        case .png: AV_CODEC_ID_PNG
        case .jpeg: AV_CODEC_ID_MJPEG
        case .webp: AV_CODEC_ID_WEBP
        case .gif, .quickTime, .matroska: preconditionFailure("no picture")
        }
    }
}

extension VideoFrame {
    /// What the decoder read from EXIF.
    var orientation: Orientation {
        guard let entry = av_dict_get(pointer.pointee.metadata, "Orientation", nil, 0) else { return .upright }
        let digits = String(cString: entry.pointee.value).filter(\.isNumber)
        return Orientation(exif: Int(digits) ?? 1)
    }
}
