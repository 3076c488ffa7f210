import DiffusionModels
import Tensors

/// What the transformer is given of a request's pictures, the same for all steps. Which parts there are, the family decides.
struct PictureConditioning {
    /// What a control branch reads: [vaceInChannels, R + T, h, w].
    var control: Tensor?
    /// How strongly each hint of the control branch counts; see `ControlInputs.scales`.
    var controlScales: [Float] = []
    /// Channels beside those of the noisy latent: [s + z, T, h, w].
    var channels: Tensor?
    /// The first latent frame, given clean: [z, 1, h, w].
    var firstFrame: Tensor?
    /// The clip that this one begins from: [z, T, h, w].
    var guide: Tensor?
    /// A picture encoder's rows, those of one picture after the other's: [n, imageDim].
    var features: Tensor?

    /// Where the flow begins: at noise or, from a guide, as noisy as a step is that begins at `sigma`.
    /// - Parameter noise: [z, R + T, h, w]; the frames of references in front are all noise.
    func start(with noise: Tensor, sigma: Float, on device: any Device) -> Tensor {
        guard let guide else { return noise }
        let references = noise.shape[1] - guide.shape[1]
        let ofClip = device.frames(references..<noise.shape[1], of: noise)
        let begun = device.weightedSum([(1 - sigma, guide), (sigma, ofClip)])
        return references == 0 ? begun : device.joinedInTime([device.frames(0..<references, of: noise), begun])
    }

    /// A point of the flow as the transformer is to see it.
    /// - Parameter latents: [z, T, h, w].
    func input(_ latents: Tensor, on device: any Device) -> Tensor {
        if let channels { return device.joinedInChannels([latents, channels]) }
        return withFirstFrame(latents, on: device)
    }

    /// The latent with its first frame as it was given; unchanged where none was.
    func withFirstFrame(_ latents: Tensor, on device: any Device) -> Tensor {
        guard let firstFrame else { return latents }
        if latents.shape[1] == 1 { return firstFrame }
        return device.joinedInTime([firstFrame, device.frames(1..<latents.shape[1], of: latents)])
    }
}

extension TextToVideo {
    /// Encodes a request's pictures for a latent.
    /// - Parameter latentShape: [z, T, h, w], the references' frames not counted.
    func conditioning(for request: ClipRequest, latentShape: Shape) throws -> PictureConditioning {
        var result = PictureConditioning()
        let settings = model.settings
        guard settings.encodesPictures(for: request) else { return result }
        report(.encodingPictures)
        let side = settings.vae.scaleFactorSpatial
        let size = (width: latentShape[3] * side, height: latentShape[2] * side)
        let keyframes = request.keyframes.sorted { $0.frame < $1.frame }
        let codec = LatentCodec(
            vae: try model.vaeEncoder(), device: model.device, checkCancellation: checkCancellation)
        defer { model.evictVAE() }
        result.guide = try request.guide.map { try codec.encode($0.frames(on: model.device)) }
        switch settings.pictureInput {
        case .none:
            break
        case .firstLatentFrame:
            guard !keyframes.isEmpty else { break }
            result.firstFrame = try codec.encode(keyframes.map { $0.picture.frame(on: model.device) })
        case .channels:
            result.channels = try FrameCondition(codec: codec).make(
                from: keyframes, width: size.width, height: size.height, frames: request.frames)
            result.features = try features(of: keyframes.map(\.picture))
        case .controlBranch:
            result.controlScales = request.control.scales
            result.control = try ControlLatent(codec: codec).make(
                from: request.control.keeping(keyframes, in: request), width: size.width, height: size.height,
                frames: request.frames)
        }
        return result
    }

    /// The rows that the picture encoder makes, where the model has one.
    private func features(of pictures: [InputPicture]) throws -> Tensor? {
        guard let (processor, encoder) = model.pictureEncoder else { return nil }
        defer { model.evictPictureEncoder() }
        let rows = try pictures.map { picture in
            let bytes = Tensor(picture.bytes.map { Float($0) }, shape: [picture.height, picture.width, 3])
            return try encoder.encode(processor(bytes, on: model.device), beforeLayer: checkCancellation)
        }
        let joined = model.device.joinedInChannels(rows)
        guard model.device.isFinite(joined) else { throw PipelineError.notFinite(stage: "encoding pictures") }
        return joined
    }
}
