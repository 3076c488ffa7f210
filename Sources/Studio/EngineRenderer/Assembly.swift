import ClipProduction
import MediaIO
import StudioDomain
import VideoPipelines

/// What the engine is asked for, and what surrounds it in the file.
struct Assembly {
    let clip: WindowedClip
    /// Of the whole clip; what the file tells of how it was made.
    let request: ClipRequest
    let task: VideoTask
    let framesPerSecond: Double
    /// Frames of the whole result.
    let frames: Int
    let resolution: Resolution?
    /// Given frames before and after those that are made.
    var before: [InputPicture] = []
    var after: [InputPicture] = []

    /// What the result is enlarged to; nothing where it is as large already.
    func upscale(width: Int, height: Int) throws -> UpscaleSize? {
        guard let size = resolution?.size(width: width, height: height) else { return nil }
        do {
            _ = try size.size(forWidth: width, height: height)
            return size
        } catch MediaError.notLarger {
            return nil
        }
    }
}

extension Resolution {
    fileprivate func size(width: Int, height: Int) -> UpscaleSize {
        switch self {
        case .p720: .shorterSide(720)
        case .p1080: .shorterSide(1080)
        case .p2160: .shorterSide(2160)
        case .square1k: .area(ofSquare: 1024, width: width, height: height)
        case .square2k: .area(ofSquare: 2048, width: width, height: height)
        case .square4k: .area(ofSquare: 4096, width: width, height: height)
        }
    }
}
