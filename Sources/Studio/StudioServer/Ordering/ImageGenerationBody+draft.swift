import StudioAPI
import StudioDomain

extension ImageGenerationBody: LegacyBody {
    func draft(at desk: inout OrderDesk) async throws -> Draft {
        var inputs: [OrderInput] = []
        // A subject or a face is shown anew; any other picture is where the new one begins.
        let isBegunFrom = image != nil && reference == nil && elements.isEmpty
        if let image { inputs.append(try desk.picture(image, as: isBegunFrom ? .picture : .reference)) }
        inputs += try await desk.elements(elements)
        let task: OrderTask =
            inputs.isEmpty ? .textToImage : isBegunFrom ? .imageToImage(strength: 1 - fidelity) : .referencesToImage
        return Draft(
            order: Order(
                task: task, prompt: prompt, negativePrompt: negativePrompt ?? "", inputs: inputs,
                aspectRatio: AspectRatio(aspectRatio),
                resolution: desk.resolution(ofImages: model, size: resolution), count: count),
            tariff: Tariff(model: model),
            price: try desk.price(ofImages: model, size: resolution, count: count))
    }
}
