import Foundation
import MediaIO
import ObjectSelection
import StudioDomain

/// What was selected, in every frame of a clip.
struct MaskTrack {
    private let frames: [MarkedFrame]
    private let name: String
    private let reader: () throws -> ClipReader
    private let threads: Int
    private let track: ObjectTrack
    private let rate: FrameRate

    /// - Parameter reader: a new one of the same clip, as often as it is called: frames are not kept whole.
    init(_ frames: [MarkedFrame], through clip: URL, reader: @escaping () throws -> ClipReader, threads: Int) throws {
        self.frames = frames
        self.reader = reader
        self.threads = threads
        name = clip.lastPathComponent
        guard let rate = try ClipReader.info(of: clip).framesPerSecond.flatMap(FrameRate.init) else {
            throw RenderFailure("\(name) is a picture: a clip is needed.")
        }
        self.rate = rate
        track = try Self.followed(frames, with: try reader(), name: name)
    }

    private static func followed(_ frames: [MarkedFrame], with reader: ClipReader, name: String) throws -> ObjectTrack {
        guard let first = try reader.next()?.picture else { throw MediaError.noPictures(name: name) }
        var selector = ClipSelector(width: first.width, height: first.height)
        try selector.append(SelectionFrame(first))
        while let next = try reader.next() {
            try Task.checkCancellation()
            try selector.append(SelectionFrame(next.picture))
        }
        var session = SelectionSession(frameCount: selector.frameCount)
        for marked in frames { try session.add(marked.points.map { try SelectionPoint($0) }, to: marked.frame) }
        return try selector.track(session) { _ in try Task.checkCancellation() }
    }

    func write(isShown: Bool, into folder: URL) throws -> TrackedClip {
        let masks = folder.appending(path: "masks.mp4")
        let writer = try self.writer(of: masks)
        for frame in 0..<track.frameCount {
            try Task.checkCancellation()
            try writer.append(Picture(track.mask(at: frame)))
        }
        try writer.finish()
        return TrackedClip(masks: masks, shown: isShown ? try writeShown(into: folder) : nil)
    }

    private func writeShown(into folder: URL) throws -> TrackedClip.Shown {
        let shown = TrackedClip.Shown(
            clip: folder.appending(path: "seen.mp4"), cover: folder.appending(path: "cover.png"),
            tracking: folder.appending(path: "tracking.json"))
        let (writer, reader) = (try self.writer(of: shown.clip), try reader())
        for frame in 0..<track.frameCount {
            try Task.checkCancellation()
            guard let picture = try reader.next()?.picture else { throw MediaError.damaged(name: name) }
            let colored = Picture(
                width: picture.width, height: picture.height, bytes: try track.mask(at: frame).shown(on: picture.bytes))
            try writer.append(colored)
            if frame == frames.first?.frame { try colored.png().write(to: shown.cover) }
        }
        try writer.finish()
        try JSONEncoder().encode(
            (0..<track.frameCount).map { frame in
                FrameMasks(frame: frame, masks: [.init(object: 0, runs: RunLengthMask(try track.mask(at: frame)))])
            }
        ).write(to: shown.tracking)
        return shown
    }

    private func writer(of file: URL) throws -> ClipWriter {
        try ClipWriter(
            to: file, format: .mp4, width: track.width, height: track.height, framesPerSecond: rate, metadata: nil,
            threads: threads)
    }

    /// As answers to points have them, without the PNG.
    private struct FrameMasks: Encodable {
        struct Mask: Encodable {
            let object: Int
            let runs: RunLengthMask

            private enum CodingKeys: String, CodingKey {
                case object = "object_id"
                case runs = "rle_mask"
            }
        }

        let frame: Int
        let masks: [Mask]

        private enum CodingKeys: String, CodingKey {
            case frame = "frame_index"
            case masks = "rle_mask_list"
        }
    }
}
