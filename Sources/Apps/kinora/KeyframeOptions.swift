import ArgumentParser
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// Frames of the clip that are given as pictures.
struct KeyframeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Picture that the clip begins with. Without a size of its own the clip has the picture's shape.",
            valueName: "file"))
    var image: String?

    @Option(help: ArgumentHelp("Picture that the clip ends with.", valueName: "file"))
    var lastImage: String?

    @Option(
        help: ArgumentHelp(
            "Picture at a time in seconds, or at a frame counted from 0 as in 12f; may come several times.",
            valueName: "time=file"))
    var keyframe: [TimedPicture] = []

    /// The pictures as they are in their files.
    /// - Throws: `MediaError`.
    func read() throws -> [(time: TimedPicture.Time, picture: Picture)] {
        let named =
            (image.map { [TimedPicture(time: .frame(0), path: $0)] } ?? []) + keyframe
            + (lastImage.map { [TimedPicture(time: .end, path: $0)] } ?? [])
        return try named.map { ($0.time, try ClipReader.firstPicture(of: URL(filePath: $0.path))) }
    }
}

/// A moment of the clip and a picture, written "1.5=file.png" or "12f=file.png".
struct TimedPicture: ExpressibleByArgument {
    enum Time {
        case frame(Int)
        case seconds(Double)
        case end

        /// The frame's number in a clip.
        /// - Throws: `InputError` when the clip ends before.
        func frame(fps: Int, frames: Int) throws -> Int {
            switch self {
            case .end: return frames - 1
            case .frame(let frame):
                guard frame < frames else {
                    throw InputError(
                        "There is no frame \(frame) in a clip of \(frames) frames, which are counted from 0.")
                }
                return frame
            case .seconds(let seconds):
                let frame = (seconds * Double(fps)).rounded()
                guard frame < Double(frames) else {
                    let last = (Double(frames - 1) / Double(fps) * 1000).rounded() / 1000
                    throw InputError("A key frame at \(seconds) s is too late: the clip's last frame is at \(last) s.")
                }
                return Int(frame)
            }
        }
    }

    let time: Time
    let path: String

    init(time: Time, path: String) {
        self.time = time
        self.path = path
    }

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "=") else { return nil }
        let moment = argument[..<equals]
        path = String(argument[argument.index(after: equals)...])
        if moment.hasSuffix("f"), let frame = Int(moment.dropLast()), frame >= 0 {
            time = .frame(frame)
        } else if let seconds = Double(moment), seconds >= 0, seconds.isFinite {
            time = .seconds(seconds)
        } else {
            return nil
        }
        if path.isEmpty { return nil }
    }
}
