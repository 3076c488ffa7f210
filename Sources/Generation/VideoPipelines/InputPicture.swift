/// An 8-bit picture that is given with a request: rows from the top, red, green, blue of each pixel, 0...255, sRGB.
public struct InputPicture: Sendable, Equatable {
    /// Pixels across and down, at least 1.
    public let width: Int
    public let height: Int
    /// `width * height * 3` bytes without padding between rows.
    public let bytes: [UInt8]

    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(bytes.count == width * height * 3)
        self.width = width
        self.height = height
        self.bytes = bytes
    }
}

/// A frame of the clip that is given.
public struct Keyframe: Sendable, Equatable {
    /// Which pixel frame of the clip, 0 for the first.
    public let frame: Int
    /// As large as the clip.
    public let picture: InputPicture

    public init(frame: Int, picture: InputPicture) {
        self.frame = frame
        self.picture = picture
    }
}
