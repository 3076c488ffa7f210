import Foundation

/// Reads a picture, a clip, or a folder of pictures, frame by frame.
///
/// What a file is, its first bytes decide: see `MediaKind`. Files are taken for hostile: nothing else is opened on their
/// behalf, and `InputLimits` bounds what they cost. Colours are taken for sRGB whatever profile is attached. Every error is
/// a `MediaError`. Not for more than one caller at a time.
public final class ClipReader {
    let name: String
    private let limits: InputLimits
    private let opened: OpenedMedia
    private let source: any FrameSource
    private var frames = 0
    private var size: (width: Int, height: Int)?

    /// - Parameters:
    ///   - backdrop: what transparency is laid over.
    ///   - threads: how many a decoder may use, at least 1.
    public init(
        _ url: URL, limits: InputLimits = .standard, over backdrop: Backdrop = .white,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws {
        name = url.lastPathComponent
        self.limits = limits
        opened = try OpenedMedia(url, limits: limits, over: backdrop)
        if let requirements = limits.requirements {
            let info = try Self.info(of: opened, limits: limits)
            if let breach = requirements.breach(kind: opened.kind, info: info) {
                throw MediaError.unsuitable(name: name, breach)
            }
        }
        source = try opened.source(threads: threads, over: backdrop)
    }

    /// Whether this is a folder of pictures, which have no times.
    var isFolder: Bool { opened.kind == nil }

    /// The next frame, or nothing after the last. All frames have the size of the first.
    public func next() throws -> ClipFrame? {
        guard let frame = try nextSource() else { return nil }
        return ClipFrame(picture: try picture(of: frame), seconds: frame.seconds)
    }

    /// Goes past the next frame, whose colours are not read; false after the last. Their sizes are not compared.
    public func skip() throws -> Bool { try nextSource() != nil }

    /// The next frame before its colours are read.
    func nextSource() throws -> SourceFrame? {
        guard let frame = try opened.namingFailures({ try source.next() }) else {
            guard frames > 0 else { throw MediaError.noPictures(name: name) }
            return nil
        }
        frames += 1
        try checkCount(frames)
        guard frame.seconds ?? 0 <= limits.mediaSeconds else {
            throw MediaError.tooLong(name: name, limitSeconds: limits.mediaSeconds)
        }
        return frame
    }

    func checkCount(_ frames: Int) throws {
        guard frames <= limits.frames else { throw MediaError.tooManyFrames(name: name, limit: limits.frames) }
    }

    func picture(of frame: SourceFrame) throws -> Picture {
        let picture = try opened.namingFailures { try frame.picture() }
        let expected = size ?? (picture.width, picture.height)
        guard (picture.width, picture.height) == expected else {
            throw MediaError.sizesDiffer(
                name: name, width: picture.width, height: picture.height, expectedWidth: expected.width,
                expectedHeight: expected.height)
        }
        size = expected
        return picture
    }

    /// Every frame of a picture, clip or folder.
    public static func pictures(
        of url: URL, limits: InputLimits = .standard, over backdrop: Backdrop = .white
    ) throws -> [Picture] {
        let reader = try ClipReader(url, limits: limits, over: backdrop)
        var pictures: [Picture] = []
        var pixels = 0
        while let frame = try reader.next() {
            pixels += frame.picture.width * frame.picture.height
            guard pixels <= limits.pixelsTogether else {
                throw MediaError.tooManyPixelsTogether(name: reader.name, limit: limits.pixelsTogether)
            }
            pictures.append(frame.picture)
        }
        return pictures
    }

    /// The first frame: of an animation or a clip, too, it is the picture.
    public static func firstPicture(
        of url: URL, limits: InputLimits = .standard, over backdrop: Backdrop = .white
    ) throws -> Picture {
        guard let frame = try ClipReader(url, limits: limits, over: backdrop).next() else {
            throw MediaError.noPictures(name: url.lastPathComponent)
        }
        return frame.picture
    }
}
