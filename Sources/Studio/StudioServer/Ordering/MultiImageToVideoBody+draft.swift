import StudioAPI
import StudioDomain

extension MultiImageToVideoBody: LegacyBody {
    func draft(at desk: inout OrderDesk) throws -> Draft {
        let tariff = Tariff(model: model, tier: Tariff.Tier(mode))
        return Draft(
            order: Order(
                task: .referencesToVideo, prompt: prompt, negativePrompt: negativePrompt ?? "",
                inputs: try references.map { try desk.picture($0, as: .reference) },
                aspectRatio: AspectRatio(aspectRatio), resolution: desk.resolution(of: tariff),
                seconds: Double(seconds)),
            tariff: tariff, price: try desk.price(ofVideo: tariff, seconds: Double(seconds)))
    }
}
