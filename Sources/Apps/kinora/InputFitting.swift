import Foundation
import MediaIO
import VideoPipelines

/// Brings pictures and clips that people give to the size, the rate and the length of the clip to be made.
struct InputFitting {
    private let width: Int
    private let height: Int
    private let sampling: ClipSampling
    private let fit: PictureFit

    /// - Parameters:
    ///   - request: checked against its model.
    ///   - framesPerSecond: more than 0, at most 240.
    /// - Throws: `InputError` for another rate.
    init(_ request: ClipRequest, framesPerSecond: Double, fit: PictureFit) throws(InputError) {
        guard let rate = FrameRate(framesPerSecond) else {
            throw InputError("\(framesPerSecond) frames a second is out of range.")
        }
        (width, height) = (request.width, request.height)
        sampling = ClipSampling(frames: request.frames, rate: rate)
        self.fit = fit
    }

    /// One picture for each frame. A single picture counts for all of them.
    func clip(_ path: String) throws -> [InputPicture] {
        try sampled(path, over: .white) { try $0.fitted(width: width, height: height, by: fit) }
    }

    /// Likewise. Where the picture beneath is padded, the mask is white: something is to be made there.
    func mask(_ path: String) throws -> [InputPicture] {
        try sampled(path, over: .black) {
            try $0.fitted(width: width, height: height, by: fit, padding: (255, 255, 255), sampling: .nearest)
        }
    }

    private func sampled(
        _ path: String, over backdrop: Backdrop, _ fitted: (Picture) throws -> Picture
    ) throws -> [InputPicture] {
        let (url, limits) = (URL(filePath: path), InputLimits.standard)
        guard sampling.frames <= limits.pixelsTogether / (width * height) else {
            throw MediaError.tooManyPixelsTogether(name: url.lastPathComponent, limit: limits.pixelsTogether)
        }
        var pictures: [InputPicture] = []
        var last: (given: Picture, fitted: InputPicture)?
        try ClipReader(url, limits: limits, over: backdrop).sample(sampling) { picture in
            // A picture that is held is fitted once.
            let known = last.flatMap { $0.given == picture ? $0.fitted : nil }
            let result = try known ?? InputPicture(fitted(picture))
            last = (picture, result)
            pictures.append(result)
        }
        return pictures
    }
}
