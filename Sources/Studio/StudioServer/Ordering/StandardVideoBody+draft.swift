import StudioAPI
import StudioDomain

extension StandardVideoBody: OrderableBody {
    func draft(at desk: inout OrderDesk) async throws -> Draft {
        let tariff = Tariff(
            model: model.legacyName ?? model.name, tier: Tariff.Tier(resolution: resolution),
            use: inputs.hasVideo ? .clip : audio == .native ? (voices.isEmpty ? .sound : .voice) : .silent)
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

extension Tariff.Tier {
    /// - Parameter resolution: "720p", "1080p" or "4k".
    init(resolution: String) {
        switch resolution {
        case "4k": self = .ultra
        case "1080p": self = .pro
        default: self = .std
        }
    }
}
