import Foundation
import MediaIO
import VideoPipelines

/// Brings pictures and clips that people give to the size, the rate and the length of the clip to be made.
public struct InputFitting {
    private let width: Int
    private let height: Int
    private let sampling: ClipSampling
    private let fit: PictureFit

    /// - Parameters:
    ///   - request: checked against its model.
    public init(_ request: ClipRequest, framesPerSecond: FrameRate, fit: PictureFit) {
        (width, height) = (request.width, request.height)
        sampling = ClipSampling(frames: request.frames, rate: framesPerSecond)
        self.fit = fit
    }

    /// One picture for each frame. A single picture counts for all of them.
    /// - Throws: `MediaError`.
    public func clip(_ file: URL) throws -> [InputPicture] {
        try sampled(file, over: .white) { try $0.fitted(width: width, height: height, by: fit) }
    }

    /// Likewise. Where the picture beneath is padded, the mask is white: something is to be made there.
    public func mask(_ file: URL) throws -> [InputPicture] {
        try sampled(file, over: .black) {
            try $0.fitted(width: width, height: height, by: fit, padding: (255, 255, 255), sampling: .nearest)
        }
    }

    private func sampled(
        _ file: URL, over backdrop: Backdrop, _ fitted: (Picture) throws -> Picture
    ) throws -> [InputPicture] {
        let limits = InputLimits.standard
        guard sampling.frames <= limits.pixelsTogether / (width * height) else {
            throw MediaError.tooManyPixelsTogether(name: file.lastPathComponent, limit: limits.pixelsTogether)
        }
        var pictures: [InputPicture] = []
        var last: (given: Picture, fitted: InputPicture)?
        try ClipReader(file, limits: limits, over: backdrop).sample(sampling) { picture in
            // A picture that is held is fitted once.
            let known = last.flatMap { $0.given == picture ? $0.fitted : nil }
            let result = try known ?? InputPicture(fitted(picture))
            last = (picture, result)
            pictures.append(result)
        }
        return pictures
    }
}
