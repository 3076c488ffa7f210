import Foundation
import MediaIO
import StudioDomain

/// Makes a clip ready to be pointed at: checked against what the API takes, with frames at even times, as H.264 in an mp4.
struct ClipPreparation {
    let origin: ClipOrigin
    let threads: Int

    /// What the API says, 2 to 5 or 7 to 10 seconds, and a little more: a clip of five seconds has 121 frames of a 24th,
    /// or 61 of a twelfth, as models count frames.
    static let seconds: [ClosedRange<Double>] = [2...5.1, 7...10.1]
    /// Pixels of the longer side of any clip.
    static let longestSide = 2160
    /// Pixels of the shorter side of one that is made even: no model works in more, and everything later takes as much longer.
    static let usefulSide = 720

    func prepare(_ clip: URL, into folder: URL) throws -> PreparedClip {
        // Opened first: that is when it is held against what is required.
        let reader = try ClipReader(clip, limits: limits, threads: threads)
        let info = try ClipReader.info(of: clip, limits: limits)
        guard let sampling = ClipSampling(whole: info) else {
            throw RenderFailure("\(clip.lastPathComponent) is a picture: a clip is needed.")
        }
        let (width, height) = Self.size(of: info, isAsItIs: origin == .job)
        guard width > 0, height > 0 else {
            throw RenderFailure("\(clip.lastPathComponent) is \(info.width)x\(info.height) pixels: that is too small.")
        }
        let facts = ClipFacts(
            width: width, height: height, frames: sampling.frames, framesPerSecond: sampling.rate.framesPerSecond)
        // What a job made has one frame for each of these times already, unless another server made it in its own way.
        if origin == .job, info.codec == "h264", sampling.frames == info.frames, width == info.width,
            height == info.height
        {
            return PreparedClip(facts: facts, file: nil)
        }
        let file = folder.appending(path: "normalized.mp4")
        let writer = try ClipWriter(
            to: file, format: .mp4, width: width, height: height, framesPerSecond: sampling.rate, metadata: nil,
            threads: threads)
        try reader.sample(sampling) { picture in
            try Task.checkCancellation()
            try writer.append(picture.fitted(width: width, height: height, by: .cover))
        }
        try writer.finish()
        return PreparedClip(facts: facts, file: file)
    }

    /// Even, as H.264 wants it.
    private static func size(of clip: ClipInfo, isAsItIs: Bool) -> (width: Int, height: Int) {
        let shorter = min(clip.width, clip.height)
        let scale = isAsItIs || shorter <= usefulSide ? 1 : Double(usefulSide) / Double(shorter)
        return (Int((Double(clip.width) * scale).rounded()) & ~1, Int((Double(clip.height) * scale).rounded()) & ~1)
    }

    private var limits: InputLimits {
        var limits = InputLimits.standard
        switch origin {
        case .outside(keepsLimits: true): limits = .kling(.multiElements)
        case .outside(keepsLimits: false), .job:
            limits.requirements = InputRequirements()
            limits.requirements?.mostSide = Self.longestSide
        }
        limits.requirements?.seconds = Self.seconds
        return limits
    }
}
