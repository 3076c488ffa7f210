/// The colours of a decoded frame as 8-bit RGB, and how opaque each pixel is.
struct DecodedPicture {
    let width: Int
    let height: Int
    /// Three bytes a pixel, not multiplied by alpha.
    var rgb: [UInt8]
    /// One byte a pixel, 255 opaque; nothing where the frame has no transparency.
    var alpha: [UInt8]?

    /// The picture laid over black: what is transparent is black, in masks too.
    var overBlack: Picture {
        guard let alpha else { return Picture(width: width, height: height, bytes: rgb) }
        var bytes = rgb
        for pixel in 0..<width * height where alpha[pixel] != 255 {
            for channel in pixel * 3..<pixel * 3 + 3 {
                bytes[channel] = UInt8((Int(bytes[channel]) * Int(alpha[pixel]) + 127) / 255)
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }
}
