/// What `/init-selection` answers.
///
/// - Source: section 8.13 of the wire contract.
public struct BegunSelectionView: Encodable, Sendable {
    /// 0 for a clip that was accepted.
    public let status: Int
    public let sessionID: String
    /// Frames a second.
    public let fps: Double
    /// Milliseconds.
    public let duration: Int
    public let width: Int
    public let height: Int
    public let frames: Int
    /// Where the clip is as it will be edited.
    public let normalizedVideo: String
    /// Credits, as a decimal.
    public let deduction: String

    public init(
        status: Int = 0, sessionID: String, fps: Double, duration: Int, width: Int, height: Int, frames: Int,
        normalizedVideo: String, deduction: String = "0"
    ) {
        self.status = status
        self.sessionID = sessionID
        self.fps = fps
        self.duration = duration
        self.width = width
        self.height = height
        self.frames = frames
        self.normalizedVideo = normalizedVideo
        self.deduction = deduction
    }

    private enum CodingKeys: String, CodingKey {
        case status, fps, width, height
        case sessionID = "session_id"
        case duration = "original_duration"
        case frames = "total_frame"
        case normalizedVideo = "normalized_video"
        case deduction = "final_unit_deduction"
    }
}

/// What `/add-selection` and `/delete-selection` answer: the masks on the marked frame.
///
/// - Source: section 8.13 of the wire contract.
public struct MarkedSelectionView: Encodable, Sendable {
    public struct RunLengthMask: Encodable, Sendable {
        /// Height, width.
        public let size: [Int]
        public let counts: String

        public init(height: Int, width: Int, counts: String) {
            size = [height, width]
            self.counts = counts
        }
    }

    public struct PictureMask: Encodable, Sendable {
        /// Height, width.
        public let size: [Int]
        public let base64: String

        public init(height: Int, width: Int, base64: String) {
            size = [height, width]
            self.base64 = base64
        }
    }

    public struct Mask: Encodable, Sendable {
        public let objectID: Int
        public let runs: RunLengthMask
        public let picture: PictureMask

        public init(objectID: Int, runs: RunLengthMask, picture: PictureMask) {
            self.objectID = objectID
            self.runs = runs
            self.picture = picture
        }

        private enum CodingKeys: String, CodingKey {
            case objectID = "object_id"
            case runs = "rle_mask"
            case picture = "png_mask"
        }
    }

    public struct Marked: Encodable, Sendable {
        public let frame: Int
        public let masks: [Mask]

        public init(frame: Int, masks: [Mask]) {
            self.frame = frame
            self.masks = masks
        }

        private enum CodingKeys: String, CodingKey {
            case frame = "frame_index"
            case masks = "rle_mask_list"
        }
    }

    public let status: Int
    public let sessionID: String
    public let marked: Marked

    public init(status: Int = 0, sessionID: String, marked: Marked) {
        self.status = status
        self.sessionID = sessionID
        self.marked = marked
    }

    private enum CodingKeys: String, CodingKey {
        case status
        case sessionID = "session_id"
        case marked = "res"
    }
}

/// What `/clear-selection` answers.
///
/// - Source: section 8.13 of the wire contract.
public struct ClearedSelectionView: Encodable, Sendable {
    public let status: Int
    public let sessionID: String

    public init(status: Int = 0, sessionID: String) {
        self.status = status
        self.sessionID = sessionID
    }

    private enum CodingKeys: String, CodingKey {
        case status
        case sessionID = "session_id"
    }
}

/// What `/preview-selection` answers: where the selection is seen on the whole clip.
///
/// - Source: section 8.13 of the wire contract.
public struct PreviewedSelectionView: Encodable, Sendable {
    public struct Preview: Encodable, Sendable {
        public let video: String
        public let cover: String
        public let tracking: String

        public init(video: String, cover: String, tracking: String) {
            self.video = video
            self.cover = cover
            self.tracking = tracking
        }

        private enum CodingKeys: String, CodingKey {
            case video
            case cover = "video_cover"
            case tracking = "tracking_output"
        }
    }

    public let status: Int
    public let sessionID: String
    public let preview: Preview

    public init(status: Int = 0, sessionID: String, preview: Preview) {
        self.status = status
        self.sessionID = sessionID
        self.preview = preview
    }

    private enum CodingKeys: String, CodingKey {
        case status
        case sessionID = "session_id"
        case preview = "res"
    }
}
