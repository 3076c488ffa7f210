import StudioAPI
import StudioDomain

extension OmniImageBody: LegacyBody {
    /// How many pictures a series has whose length the model may choose.
    private static let automaticCount = 4

    func draft(at desk: inout OrderDesk) async throws -> Draft {
        var inputs = try references.map { try desk.picture($0, as: .reference) }
        inputs += try await desk.elements(elements)
        let count = count ?? Self.automaticCount
        return Draft(
            order: Order(
                task: inputs.isEmpty ? .textToImage : .referencesToImage, prompt: prompt, inputs: inputs,
                aspectRatio: aspectRatio.flatMap(AspectRatio.init),
                resolution: desk.resolution(ofImages: model.name, size: resolution), count: count),
            tariff: Tariff(model: model.name),
            price: try desk.price(ofImages: model.name, size: resolution, count: count))
    }
}
