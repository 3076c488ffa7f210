import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// A picture or clip that a task changes, at the size that the task works in.
public struct GivenClip {
    public let pictures: [InputPicture]
    public let width: Int
    public let height: Int
    public let framesPerSecond: Double
    /// What it was made from, where Kinora made it.
    public let request: RequestRecord?

    /// - Parameters:
    ///   - file: a picture, clip or folder of pictures.
    ///   - size: nil for its own where the model can work in it, otherwise about the model's own area in its shape.
    /// - Throws: `MediaError`.
    public init(_ file: URL, size: (width: Int, height: Int)? = nil, fit: PictureFit, for model: ModelSummary) throws {
        let info = try ClipReader.info(of: file)
        (width, height) = try size ?? Self.workingSize(of: ClipReader.firstPicture(of: file), for: model)
        framesPerSecond = info.framesPerSecond ?? Double(model.defaults.fps)
        let limit = InputLimits.standard.pixelsTogether
        guard info.frames <= limit / (width * height) else {
            throw MediaError.tooManyPixelsTogether(name: file.lastPathComponent, limit: limit)
        }
        let reader = try ClipReader(file)
        var pictures: [InputPicture] = []
        let (width, height) = (width, height)
        func take(_ picture: Picture) throws {
            pictures.append(InputPicture(try picture.fitted(width: width, height: height, by: fit)))
        }
        if let sampling = ClipSampling(whole: info) {
            try reader.sample(sampling, take)
        } else {
            while let frame = try reader.next() { try take(frame.picture) }
        }
        self.pictures = pictures
        request = try? ClipReader.metadata(of: file).flatMap { try RequestRecord(jsonLine: $0.request) }
    }

    /// The picture's own size where it suits the model and is not much larger than what it usually makes; otherwise its
    /// shape at the model's usual area.
    public static func workingSize(of picture: Picture, for model: ModelSummary) -> (width: Int, height: Int) {
        let (multiple, area) = (model.sizeRules.spatialMultiple, model.defaults.width * model.defaults.height)
        let suits = picture.width % multiple == 0 && picture.height % multiple == 0
        if suits, picture.width * picture.height <= area * 5 / 4 { return (picture.width, picture.height) }
        return PictureShape(width: Double(picture.width), height: Double(picture.height))
            .size(area: area, multiple: multiple)
    }
}
