import ClipProduction
import MediaIO
import StudioDomain
import VideoEngine
import VideoPipelines

/// The size, length and settings that a model's results have for an order.
struct OrderLayout {
    let order: Order
    let model: ModelSummary

    /// The model's usual area in the order's shape or, without one, that of a picture.
    func size(of picture: Picture?) -> (width: Int, height: Int) {
        let defaults = model.defaults
        if let shape = order.aspectRatio {
            return PictureShape(width: Double(shape.width), height: Double(shape.height))
                .size(area: defaults.width * defaults.height, multiple: model.sizeRules.spatialMultiple)
        }
        return picture.map { GivenClip.workingSize(of: $0, for: model) } ?? (defaults.width, defaults.height)
    }

    /// Frames of a new result.
    var frames: Int {
        guard order.task.product == .video else { return 1 }
        guard let seconds = order.seconds else { return model.defaults.frames }
        return model.sizeRules.frames(closestTo: seconds * Double(model.defaults.fps))
    }

    /// Frames that are made at once: a model that cannot let a clip go on makes all of it, however long.
    var window: Int { model.tasks.contains(.extend) ? min(frames, model.defaults.frames) : frames }

    /// - Parameter prompt: without references to inputs.
    func request(prompt: String, width: Int, height: Int, frames: Int) throws -> ClipRequest {
        let words = try order.camera.flatMap { try CameraMove($0).words }
        return ClipRequest(
            prompt: [prompt, words].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", "),
            negativePrompt: order.negativePrompt, width: width, height: height, frames: frames,
            steps: model.defaults.steps, guidance: guidance, seed: order.seed ?? 0)
    }

    /// From none at 0 over the model's usual scale at 0.5 to as much again above it at 1.
    private var guidance: Float {
        let usual = model.defaults.guidance
        guard let wish = order.guidance, usual > 1 else { return usual }
        return 1 + (usual - 1) * 2 * Float(min(max(wish, 0), 1))
    }
}

extension CameraMove {
    fileprivate init(_ direction: CameraDirection) throws(PipelineError) {
        switch direction {
        case .simple(let axis, let amount): try self.init("\(axis.rawValue)=\(amount)")
        case .preset(let preset): try self.init(preset.rawValue)
        }
    }
}
