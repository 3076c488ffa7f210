import StudioAPI
import StudioDomain

extension MultiElementsBody: LegacyBody {
    /// The line of the price list.
    private static let priced = "multi-elements"
    /// Clips that last longer are of ten seconds, others of five.
    private static let longestShort = 6.0

    func draft(at desk: inout OrderDesk) async throws -> Draft {
        let selection = try await desk.parts.studio.selection(sessionID, of: desk.caller.account)
        // Something may be added anywhere; what is swapped or removed must be pointed at.
        guard edit == .addition || !selection.frames.isEmpty else { throw SelectionRefusal.nothingSelected }
        let length = try seconds(of: selection.facts)
        let tariff = Tariff(model: model, tier: Tariff.Tier(mode), use: .clip)
        let price = try desk.price(
            ofVideo: Tariff(model: Self.priced, tier: tariff.tier, use: tariff.use), seconds: Double(length))
        var inputs = [OrderInput(role: .clip, source: .asset(selection.clip))]
        if !selection.frames.isEmpty {
            inputs.append(
                OrderInput(
                    role: .mask,
                    source: selection.view.map { .asset($0.masks) }
                        ?? .selected(in: selection.clip, frames: selection.frames)))
        }
        for reference in references { inputs.append(try desk.picture(reference, as: .reference)) }
        return Draft(
            order: Order(
                task: .editVideo(OrderTask.Edit(edit)), prompt: prompt, negativePrompt: negativePrompt ?? "",
                inputs: inputs, resolution: desk.resolution(of: tariff), selection: selection.id),
            tariff: tariff, price: price)
    }

    /// What the clip is billed as.
    private func seconds(of clip: ClipFacts) throws(APIError) -> Int {
        let length = clip.seconds > Self.longestShort ? 10 : 5
        guard let seconds, seconds != length else { return length }
        throw .parameter(
            "duration value '\(seconds)' is invalid: the clip of this session lasts \(clip.seconds.wireSeconds) seconds, "
                + "so it must be \(length)")
    }
}

extension OrderTask.Edit {
    fileprivate init(_ edit: MultiElementsBody.Edit) {
        self =
            switch edit {
            case .addition: .addition
            case .swap: .swap
            case .removal: .removal
            }
    }
}
