/// Pictures that steer a clip, for a model with a control branch (VACE).
public struct ControlInputs: Sendable, Equatable {
    /// An 8-bit picture: rows from the top, red, green, blue of each pixel, 0...255.
    public struct Picture: Sendable, Equatable {
        public let width: Int
        public let height: Int
        public let bytes: [UInt8]

        public init(width: Int, height: Int, bytes: [UInt8]) {
            precondition(bytes.count == width * height * 3)
            self.width = width
            self.height = height
            self.bytes = bytes
        }
    }

    /// As many pictures as the clip has frames and as large, or none.
    public var video: [Picture]
    /// Likewise: white is made anew, black is kept. Without a mask everything is made anew.
    public var mask: [Picture]
    /// Pictures of subjects, of any size: fitted into the clip's, white around.
    public var references: [Picture]

    public init(video: [Picture] = [], mask: [Picture] = [], references: [Picture] = []) {
        self.video = video
        self.mask = mask
        self.references = references
    }

    public var isEmpty: Bool { video.isEmpty && mask.isEmpty && references.isEmpty }

    /// Throws when they do not suit a clip of this size.
    func check(width: Int, height: Int, frames: Int) throws(PipelineError) {
        for (name, pictures) in [("control video", video), ("mask", mask)] where !pictures.isEmpty {
            guard pictures.count == frames else {
                throw .unsuitableInput("The \(name) has \(pictures.count) frames, but the clip \(frames).")
            }
            if let other = pictures.first(where: { $0.width != width || $0.height != height }) {
                throw .unsuitableInput(
                    "The \(name) is \(other.width)x\(other.height), but the clip \(width)x\(height).")
            }
        }
        if references.count > 16 { throw .unsuitableInput("\(references.count) references are more than 16.") }
    }
}
