import StudioAPI
import StudioDomain

extension OmniVideoBody: LegacyBody {
    func draft(at desk: inout OrderDesk) async throws -> Draft {
        let tariff = Tariff(
            model: model.name, tier: Tariff.Tier(mode), use: inputs.hasVideo ? .clip : hasSound ? .sound : .silent)
        let orderInputs = try await desk.omniInputs(inputs)
        return Draft(
            order: Order(
                task: inputs.task, prompt: prompt, inputs: orderInputs,
                aspectRatio: aspectRatio.flatMap(AspectRatio.init), resolution: desk.resolution(of: tariff),
                seconds: seconds.map(Double.init)),
            tariff: tariff,
            price: try desk.price(
                ofVideo: tariff, seconds: seconds.map(Double.init) ?? OrderDesk.billedSecondsOfEdit))
    }
}
