import CFFmpeg

/// The frames of an animated WebP, each the whole canvas.
///
/// FFmpeg 5.1 reads single pictures of the kind only, so each frame is handed to it as one. The canvas is the backdrop
/// from the start: laying transparent layers on it one by one gives what laying their sum on it would.
/// - Source: RFC 9649, 2.7.1.
final class WebPAnimationSource: FrameSource {
    private let file: InputFile
    let frames: [WebPFrame]
    private let backdrop: Backdrop
    private var reading = FrameReading(coding: .webp)
    private(set) var canvas: Picture
    private var position = 0
    private var seconds = 0.0

    init(_ file: InputFile, _ layout: WebPLayout, over backdrop: Backdrop) throws {
        self.file = file
        self.backdrop = backdrop
        frames = layout.frames
        try file.checkPixels(width: layout.width, height: layout.height, limit: file.limits.pixelsPerFrame)
        guard !frames.isEmpty else { throw MediaError.damaged(name: file.name) }
        let empty = [UInt8](repeating: backdrop.rawValue, count: layout.width * layout.height * 3)
        canvas = Picture(width: layout.width, height: layout.height, bytes: empty)
    }

    func next() throws -> SourceFrame? {
        guard position < frames.count else { return nil }
        try file.checkDeadline()
        let frame = frames[position]
        position += 1
        let layer = try reading.read(decodeLayer(position - 1))
        var bytes = canvas.bytes
        for y in 0..<frame.height {
            for x in 0..<frame.width {
                let source = y * frame.width + x
                let target = ((frame.y + y) * canvas.width + frame.x + x) * 3
                let alpha = Int(layer.alpha?[source] ?? 255)
                for channel in 0..<3 {
                    let below = Int(frame.isBlended ? bytes[target + channel] : backdrop.rawValue)
                    let color = Int(layer.rgb[source * 3 + channel])
                    bytes[target + channel] = UInt8((color * alpha + below * (255 - alpha) + 127) / 255)
                }
            }
        }
        let picture = Picture(width: canvas.width, height: canvas.height, bytes: bytes)
        canvas = frame.isRemovedAfterwards ? picture.cleared(frame, to: backdrop) : picture
        let duration = Double(frame.milliseconds) / 1000
        defer { seconds += duration }
        return SourceFrame(seconds: seconds, duration: duration) { picture }
    }

    /// One layer as it was decoded.
    func decodeLayer(_ number: Int) throws -> VideoFrame {
        let frame = frames[number]
        let content = try file.bytes(at: frame.offset, count: frame.byteCount)
        let decoder = try FrameDecoder(
            codec: AV_CODEC_ID_WEBP, file: file, isStill: true, mostPixels: file.limits.pixelsPerFrame, threads: 1)
        let decoded = try decoder.decodeStill(frame.asPicture(content))
        guard decoded.width == frame.width, decoded.height == frame.height else {
            throw MediaError.damaged(name: file.name)
        }
        return decoded
    }
}

extension Picture {
    fileprivate func cleared(_ frame: WebPFrame, to backdrop: Backdrop) -> Picture {
        var bytes = bytes
        for y in frame.y..<frame.y + frame.height {
            let start = (y * width + frame.x) * 3
            for index in start..<start + frame.width * 3 { bytes[index] = backdrop.rawValue }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }
}
