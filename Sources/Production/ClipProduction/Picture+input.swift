import Foundation
import MediaIO
import VideoPipelines

extension InputPicture {
    public init(_ picture: Picture) {
        self.init(width: picture.width, height: picture.height, bytes: picture.bytes)
    }

    /// The first picture of a file.
    /// - Throws: `MediaError`.
    public init(firstOf file: URL) throws { self = try InputPicture(ClipReader.firstPicture(of: file)) }
}

extension Picture {
    public init(_ picture: InputPicture) {
        self.init(width: picture.width, height: picture.height, bytes: picture.bytes)
    }
}
