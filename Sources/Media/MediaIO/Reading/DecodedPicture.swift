/// The colours of a decoded frame as 8-bit RGB, and how opaque each pixel is.
struct DecodedPicture {
    let width: Int
    let height: Int
    /// Three bytes a pixel, not multiplied by alpha.
    var rgb: [UInt8]
    /// One byte a pixel, 255 opaque; nothing where the frame has no transparency.
    var alpha: [UInt8]?

    consuming func over(_ backdrop: Backdrop) -> Picture {
        guard let alpha else { return Picture(width: width, height: height, bytes: rgb) }
        for pixel in 0..<width * height where alpha[pixel] != 255 {
            for channel in pixel * 3..<pixel * 3 + 3 {
                rgb[channel] = backdrop.blend(rgb[channel], alpha: alpha[pixel])
            }
        }
        return Picture(width: width, height: height, bytes: rgb)
    }
}

/// What is behind the transparent parts of a picture.
public enum Backdrop: UInt8, Sendable, Hashable {
    /// As on paper, for everything that is looked at.
    case white = 255
    /// For masks, where white means something.
    case black = 0

    /// Channel value `value` of opacity `alpha` laid over it.
    func blend(_ value: UInt8, alpha: UInt8) -> UInt8 {
        let (front, behind) = (Int(value) * Int(alpha), Int(rawValue) * (255 - Int(alpha)))
        return UInt8((front + behind + 127) / 255)
    }
}
