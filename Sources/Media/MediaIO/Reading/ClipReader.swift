import Foundation

/// Reads a picture, a clip, or a folder of pictures, frame by frame.
///
/// What a file is, its first bytes decide: PNG, JPEG, WebP (still and animated), GIF, mp4, mov or WebM. Files are taken for
/// hostile: nothing else is opened on their behalf, and `ReadLimits` bounds what they cost. Transparency is laid over
/// black. Every error is a `MediaError`. Not for more than one caller at a time.
public final class ClipReader {
    private let name: String
    private let limits: ReadLimits
    private let opened: OpenedMedia
    private let source: any FrameSource
    private var frames = 0
    private var pixels = 0
    private var size: (width: Int, height: Int)?

    /// - Parameter threads: how many a decoder may use, at least 1.
    public init(
        _ url: URL, limits: ReadLimits = ReadLimits(), threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws {
        name = url.lastPathComponent
        self.limits = limits
        opened = try OpenedMedia(url, limits: limits)
        source = try opened.source(threads: threads)
    }

    /// The next frame, or nothing after the last. All frames have the size of the first.
    public func next() throws -> ClipFrame? {
        guard let frame = try opened.namingFailures({ try source.next() }) else {
            guard frames > 0 else { throw MediaError.noPictures(name: name) }
            return nil
        }
        let picture = frame.picture
        frames += 1
        guard frames <= limits.frames else { throw MediaError.tooManyFrames(name: name, limit: limits.frames) }
        guard frame.seconds ?? 0 <= limits.mediaSeconds else {
            throw MediaError.tooLong(name: name, limitSeconds: limits.mediaSeconds)
        }
        pixels += picture.width * picture.height
        guard pixels <= limits.pixelsTogether else {
            throw MediaError.tooManyPixelsTogether(name: name, limit: limits.pixelsTogether)
        }
        let expected = size ?? (picture.width, picture.height)
        guard (picture.width, picture.height) == expected else {
            throw MediaError.sizesDiffer(
                name: name, width: picture.width, height: picture.height, expectedWidth: expected.width,
                expectedHeight: expected.height)
        }
        size = expected
        return frame
    }

    /// Every frame of a picture, clip or folder.
    public static func pictures(of url: URL, limits: ReadLimits = ReadLimits()) throws -> [Picture] {
        let reader = try ClipReader(url, limits: limits)
        var pictures: [Picture] = []
        while let frame = try reader.next() { pictures.append(frame.picture) }
        return pictures
    }

    /// The first frame.
    public static func firstPicture(of url: URL, limits: ReadLimits = ReadLimits()) throws -> Picture {
        guard let frame = try ClipReader(url, limits: limits).next() else {
            throw MediaError.noPictures(name: url.lastPathComponent)
        }
        return frame.picture
    }
}
