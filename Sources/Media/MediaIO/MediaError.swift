import Foundation

/// Why a picture or clip could not be read or written. Names are last path components, never whole paths.
public enum MediaError: Error, Hashable, CustomStringConvertible, LocalizedError {
    // Reading
    case missing(name: String)
    case unknownKind(name: String)
    case heic(name: String)
    case composedAVIF(name: String)
    case damaged(name: String)
    case noPictures(name: String)
    case tooManyBytes(name: String, limit: Int)
    case tooManyPixels(name: String, width: Int, height: Int, limit: Int)
    case tooManyPixelsTogether(name: String, limit: Int)
    case tooManyFrames(name: String, limit: Int)
    case tooLong(name: String, limitSeconds: Double)
    case tooSlow(name: String, limitSeconds: Double)
    case tooMuchMemory(name: String, limit: Int)
    case tooShort(name: String, seconds: Double, neededSeconds: Double)
    case tooFewPictures(name: String, pictures: Int, needed: Int)
    case unsuitable(name: String, InputRequirements.Breach)
    case sizesDiffer(name: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)

    // Resizing
    case wrongShape(width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
    case cannotScale(width: Int, height: Int, reason: String)
    case notLarger(width: Int, height: Int, asked: Int, askedHeight: Int)
    case upscaledTooFar(width: Int, height: Int, limit: Int)

    // Writing
    case unknownOutput(name: String)
    case oddSize(name: String, width: Int, height: Int)
    case frameRateTooHigh(name: String, limit: Int)
    case onePictureOnly(name: String)
    case noFrames(name: String)
    case folderNotEmpty(name: String)
    case cannotWrite(name: String, reason: String)
    case encoderMissing(encoder: String)

    public var description: String {
        switch self {
        case .missing(let name): "There is no file \(name)."
        case .unknownKind(let name):
            "\(name) is not a picture or clip that Kinora can read: it reads JPEG, PNG, WebP, AVIF, GIF, mp4, mov and WebM."
        case .heic(let name): "\(name) is a HEIC picture, which Kinora cannot read; save it as JPEG or PNG."
        case .composedAVIF(let name):
            "\(name) is an AVIF picture of tiles or with transparency, which Kinora cannot read; save it as PNG."
        case .damaged(let name): "\(name) is damaged or cut short."
        case .noPictures(let name): "\(name) holds no pictures."
        case .tooManyBytes(let name, let limit): "\(name) is larger than \(limit / 1_048_576) MiB."
        case .tooManyPixels(let name, let width, let height, let limit):
            "\(name) is \(width)x\(height), more than \(limit) pixels."
        case .tooManyPixelsTogether(let name, let limit): "\(name) has more than \(limit) pixels in all its frames."
        case .tooManyFrames(let name, let limit): "\(name) has more than \(limit) frames."
        case .tooLong(let name, let seconds): "\(name) is longer than \(seconds.shortened) seconds."
        case .tooSlow(let name, let seconds): "\(name) took longer than \(seconds.shortened) seconds to read."
        case .tooMuchMemory(let name, let limit):
            "\(name) would take more than \(limit / 1_048_576) MiB of memory to read."
        case .tooShort(let name, let seconds, let needed):
            "\(name) lasts \(seconds.shortened) seconds; \(needed.shortened) are needed."
        case .tooFewPictures(let name, let pictures, let needed):
            "\(name) has \(pictures) \(pictures == 1 ? "picture" : "pictures"); \(needed) are needed."
        case .unsuitable(let name, let breach): "\(name) \(breach)."
        case .sizesDiffer(let name, let width, let height, let expectedWidth, let expectedHeight):
            "\(name) is \(width)x\(height) where \(expectedWidth)x\(expectedHeight) was expected."
        case .wrongShape(let width, let height, let expectedWidth, let expectedHeight):
            "The picture is \(width)x\(height): its shape differs by more than 2 % from that of \(expectedWidth)x\(expectedHeight)."
        case .cannotScale(let width, let height, let reason):
            "A picture of \(width)x\(height) could not be scaled: \(reason)."
        case .notLarger(let width, let height, let asked, let askedHeight):
            "The result is \(width)x\(height) already: \(asked)x\(askedHeight) would not be larger."
        case .upscaledTooFar(let width, let height, let limit):
            "The result would be \(width)x\(height): no side may be longer than \(limit)."
        case .unknownOutput(let name): "\(name) must end in .mp4, .gif, .webp, .png, or in / for a folder of pictures."
        case .oddSize(let name, let width, let height):
            "\(name) needs an even width and height, not \(width)x\(height); the nearest are \(evenSizes(width, height))."
        case .frameRateTooHigh(let name, let limit): "\(name) cannot show more than \(limit) frames a second."
        case .onePictureOnly(let name): "\(name) holds one picture; for more, name an .mp4, .gif, .webp or a folder."
        case .noFrames(let name): "\(name) was given no frames."
        case .folderNotEmpty(let name): "The folder \(name) is not empty; name a new one."
        case .cannotWrite(let name, let reason): "\(name) could not be written: \(reason)."
        case .encoderMissing(let encoder): "This machine's FFmpeg libraries lack the encoder \(encoder)."
        }
    }

    public var errorDescription: String? { description }

    private func evenSizes(_ width: Int, _ height: Int) -> String {
        let (lower, upper) = ((width / 2 * 2, height / 2 * 2), ((width + 1) / 2 * 2, (height + 1) / 2 * 2))
        return lower.0 == 0 || lower.1 == 0
            ? "\(upper.0)x\(upper.1)" : "\(lower.0)x\(lower.1) and \(upper.0)x\(upper.1)"
    }
}

extension Double {
    /// At most three decimals, none that are zero.
    var shortened: String {
        let value = (self * 1000).rounded() / 1000
        return Int(exactly: value).map(String.init) ?? String(value)
    }
}
