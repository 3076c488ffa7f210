import ClipProduction
import Foundation
import MediaIO
import ObjectSelection

/// Writes what was selected.
enum SelectionOutput {
    static func writeMasks(_ track: ObjectTrack, to path: String, as format: ClipFormat) throws {
        let writer = try ClipWriter(
            to: URL(filePath: path), format: format, width: track.width, height: track.height,
            framesPerSecond: FrameRate(1), metadata: nil)
        for frame in 0..<track.frameCount {
            try Task.checkCancellation()
            let bytes = try track.mask(at: frame).bytes.flatMap { [$0, $0, $0] }
            try writer.append(Picture(width: track.width, height: track.height, bytes: bytes))
        }
        try writer.finish()
    }

    /// A list with `frame_index` and `rle_mask_list` for each frame, as Kling's answers have them.
    static func writeRunLengths(_ track: ObjectTrack, to path: String) throws {
        let frames = try (0..<track.frameCount).map { frame in
            FrameMasks(
                frameIndex: frame,
                rleMaskList: [FrameMasks.Object(objectId: 0, rleMask: RunLengthMask(try track.mask(at: frame)))])
        }
        do {
            try Data((try frames.jsonLine() + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw InputError("\(URL(filePath: path).lastPathComponent) could not be written.")
        }
    }

    private struct FrameMasks: Encodable {
        struct Object: Encodable {
            let objectId: Int
            let rleMask: RunLengthMask
        }

        let frameIndex: Int
        let rleMaskList: [Object]
    }

    /// The clip with the object coloured; as a .png, the first frame on which there is a point.
    static func writePreview(
        of clip: SelectionClip, _ track: ObjectTrack, _ session: SelectionSession, to path: String
    ) throws {
        let format = try ClipFormat(outputPath: path)
        let writer = try ClipWriter(
            to: URL(filePath: path), format: format, width: track.width, height: track.height,
            framesPerSecond: clip.framesPerSecond, metadata: nil, threads: Processor.threads())
        // The frames were not kept.
        let reader = try ClipReader(clip.url)
        let onlyFrame = format == .png ? session.points.keys.min() : nil
        for frame in 0..<track.frameCount {
            try Task.checkCancellation()
            guard let picture = try reader.next()?.picture else {
                throw MediaError.damaged(name: clip.url.lastPathComponent)
            }
            if let onlyFrame, onlyFrame != frame { continue }
            try writer.append(
                Picture(
                    width: picture.width, height: picture.height,
                    bytes: track.mask(at: frame).shown(on: picture.bytes)))
        }
        try writer.finish()
    }
}
