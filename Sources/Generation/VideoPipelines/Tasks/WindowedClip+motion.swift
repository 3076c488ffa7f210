extension WindowedClip {
    /// How a model is told where things go.
    public enum MotionControl: String, Sendable, Codable {
        /// It was trained on paths drawn over grey, as control video.
        case drawnPaths = "drawn-paths"
        /// It begins from a rough clip in which the regions move, and follows it more closely where they are.
        case draggedRegions = "dragged-regions"
    }

    /// Shares of the steps that are made of the rough clip, outside of and inside the moving regions ("dual clock"): steps
    /// 3 and 7 of 50, as in Time-to-Move for Wan 2.2.
    static let draggedStrengths: (everywhere: Float, regions: Float) = (0.94, 0.86)

    /// A clip in which regions of a given first frame move along paths.
    /// - Parameters:
    ///   - request: the clip's size, no longer than the model makes at once.
    ///   - image: the first frame, of the clip's size, as are the brush's masks.
    public static func moving(
        _ request: ClipRequest, image: InputPicture, brush: MotionBrush, by control: MotionControl,
        settings: WanModelSettings
    ) throws(PipelineError) -> WindowedClip {
        try settings.require(.motionBrush)
        try check([image, brush.strokes[0].region], against: request)
        switch control {
        case .drawnPaths: return drawn(request, image: image, brush: brush, settings: settings)
        case .draggedRegions: return dragged(request, image: image, brush: brush, settings: settings)
        }
    }

    private static func drawn(
        _ request: ClipRequest, image: InputPicture, brush: MotionBrush, settings: WanModelSettings
    ) -> WindowedClip {
        let (width, height) = (request.width, request.height)
        let drawing = DrawnPaths(
            width: width, height: height, paths: brush.strokes.map { brush.centres(of: $0, frames: request.frames) })
        let open = brush.still.map { $0.inverted } ?? InputPicture.filled(255, width: width, height: height)
        var given = [0: Given(picture: image)]
        for frame in 1..<max(2, request.frames) {
            given[frame] = Given(picture: drawing.frame(frame).replacing(image, where: brush.still), mask: open)
        }
        return WindowedClip(base: request, plan: .one(request, settings), given: given, usesControl: true)
    }

    private static func dragged(
        _ request: ClipRequest, image: InputPicture, brush: MotionBrush, settings: WanModelSettings
    ) -> WindowedClip {
        let rough = DraggedRegions(image: image, brush: brush, frames: request.frames)
        let frames = (0..<request.frames).map { rough.frame($0) }
        var request = request
        request.guide = ClipGuide(
            video: [image] + frames.dropFirst().map(\.picture), strength: draggedStrengths.everywhere,
            mask: frames.map(\.mask), maskedStrength: draggedStrengths.regions)
        return WindowedClip(
            base: request, plan: .one(request, settings), given: [0: Given(picture: image)],
            usesControl: settings.hasControlBranch)
    }
}

extension WindowPlan {
    /// One window for all frames of a request.
    fileprivate static func one(_ request: ClipRequest, _ settings: WanModelSettings) -> WindowPlan {
        WindowPlan(
            after: 0, total: request.frames, window: request.frames, overlap: 0, rules: settings.sizeRules)
    }
}

extension InputPicture {
    fileprivate var inverted: InputPicture {
        InputPicture(width: width, height: height, bytes: bytes.map { 255 - $0 })
    }

    /// The pixels of another picture where a mask is white.
    fileprivate func replacing(_ other: InputPicture, where mask: InputPicture?) -> InputPicture {
        guard let mask else { return self }
        return InputPicture(
            width: width, height: height,
            bytes: bytes.indices.map { mask.bytes[$0] > 127 ? other.bytes[$0] : bytes[$0] })
    }
}
