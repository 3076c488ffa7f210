import StudioAPI
import StudioDomain

extension TextToVideoBody: LegacyBody {
    var needs: [Ability] { video.needs }

    func draft(at desk: inout OrderDesk) throws -> Draft {
        let tariff = video.tariff
        return Draft(
            order: Order(
                task: .textToVideo, prompt: prompt, negativePrompt: video.negativePrompt ?? "",
                aspectRatio: AspectRatio(aspectRatio), resolution: desk.resolution(of: tariff),
                seconds: Double(video.duration), guidance: video.guidance, camera: video.camera?.direction),
            tariff: tariff, price: try desk.price(ofVideo: tariff, seconds: Double(video.duration)))
    }
}

extension VideoFields {
    var tariff: Tariff {
        Tariff(
            model: model.name, tier: Tariff.Tier(mode),
            use: !hasSound ? .silent : voices.isEmpty ? .sound : .voice)
    }
}

extension CameraControl {
    var direction: CameraDirection? {
        switch self {
        case .simple(let axis, let amount):
            CameraDirection.Axis(rawValue: axis).map { .simple(axis: $0, amount: amount) }
        case .preset(let name): CameraDirection.Preset(rawValue: name).map { .preset($0) }
        }
    }
}
