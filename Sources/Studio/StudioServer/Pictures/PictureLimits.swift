import Foundation
import StudioAPI

/// Which of the limits a picture must keep.
enum PictureRules {
    /// All.
    case whole
    /// Not how elongated it is: last frames.
    case anyShape
    /// Its bytes alone: masks, which must be like the picture that they belong to.
    case bytesAlone
}

/// What given pictures must be like.
public struct PictureLimits: Sendable {
    public var mostBytes: Int
    /// Pixels of the shorter side.
    public var leastSide: Int
    /// Pixels of the longer side.
    public var mostSide: Int
    /// The longer side to the shorter.
    public var mostElongated: Double

    public init(mostBytes: Int, leastSide: Int, mostSide: Int, mostElongated: Double) {
        self.mostBytes = mostBytes
        self.leastSide = leastSide
        self.mostSide = mostSide
        self.mostElongated = mostElongated
    }

    /// - Source: section 7.1 of the wire contract; the longest side is ours.
    public static let kling = PictureLimits(
        mostBytes: 10 << 20, leastSide: 300, mostSide: 16_384, mostElongated: 2.5)

    /// For small models and trials: that it is a picture, and little about its size.
    public static let lenient = PictureLimits(
        mostBytes: 10 << 20, leastSide: 1, mostSide: 16_384, mostElongated: .infinity)

    /// - Throws: `APIError` for what is no picture, or not such a one.
    func check(_ bytes: Data, rules: PictureRules) throws(APIError) -> PictureHeader {
        guard bytes.count <= mostBytes else {
            throw .parameter("Image size is invalid: it may have at most \(mostBytes >> 20) MB")
        }
        guard let header = PictureHeader(bytes) else {
            throw .parameter("Image format is invalid: it may be PNG or JPEG")
        }
        let (short, long) = (min(header.width, header.height), max(header.width, header.height))
        guard long <= mostSide, rules == .bytesAlone || short >= leastSide else {
            throw .parameter("Image pixel is invalid: each side may have \(leastSide) to \(mostSide) pixels")
        }
        guard rules != .whole || Double(long) <= mostElongated * Double(short) else {
            throw .parameter("Image aspect ratio is invalid: it may be from 1:\(mostElongated) to \(mostElongated):1")
        }
        return header
    }
}
