import StudioAPI
import StudioDomain

extension VideoExtendBody: LegacyBody {
    /// How long a clip may get, in seconds.
    private static let longest = 180.0
    /// Seconds that are added.
    private static let added = 5.0

    func draft(at desk: inout OrderDesk) async throws -> Draft {
        let (clip, source, length) = try await desk.clip(videoID)
        // Model and mode are those of the clip.
        let tariff = Tariff(model: source.tariff.model, tier: source.tariff.tier)
        guard source.isExtendable,
            VideoModelCapabilities.all.first(where: { $0.name == tariff.model })?.canBeExtended == true
        else { throw APIError.parameter("video_id is not of a clip that can be extended") }
        guard length + Self.added <= Self.longest else {
            throw APIError.parameter("The clip must not get longer than \(Int(Self.longest)) seconds")
        }
        return Draft(
            order: Order(
                task: .extendVideo(backwards: source.isFromItsEnd), prompt: prompt ?? "",
                negativePrompt: negativePrompt ?? "", inputs: [OrderInput(role: .clip, source: .asset(clip))],
                resolution: desk.resolution(of: tariff),
                seconds: Self.added, guidance: guidance),
            tariff: tariff, price: try desk.price(ofVideo: tariff, seconds: Self.added))
    }
}

extension Job {
    fileprivate var isExtendable: Bool {
        switch order.task {
        case .textToVideo, .imageToVideo, .motionBrush, .extendVideo: true
        default: false
        }
    }

    /// Made from a last frame alone, or goes on from such a one.
    fileprivate var isFromItsEnd: Bool {
        switch order.task {
        case .extendVideo(let backwards): backwards
        default: order.inputs(as: .firstFrame).isEmpty && !order.inputs(as: .lastFrame).isEmpty
        }
    }
}
