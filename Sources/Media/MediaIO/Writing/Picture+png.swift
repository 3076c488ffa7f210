import Foundation

extension Picture {
    /// The bytes of a PNG file, without metadata.
    public func png() throws -> Data {
        do {
            return try PNGPictureEncoder(
                ClipOutput(
                    path: "", name: "The picture", width: width, height: height, frameRate: FrameRate(1), metadata: nil,
                    threads: 1)
            ).encode(self)
        } catch let failure as LibAVFailure {
            throw MediaError.cannotWrite(name: "The picture", reason: failure.reason)
        }
    }
}
