import StudioAPI
import StudioDomain

extension MultiImageToImageBody: LegacyBody {
    func draft(at desk: inout OrderDesk) throws -> Draft {
        // The service has one price, whichever model makes it.
        let tariff = Tariff(model: "multi-image2image")
        return Draft(
            order: Order(
                task: .referencesToImage, prompt: prompt ?? "",
                inputs: try references.map { try desk.picture($0, as: .reference) },
                aspectRatio: AspectRatio(aspectRatio), resolution: desk.resolution(ofImages: model, size: "1k"),
                count: count),
            tariff: tariff, price: try desk.price(ofImages: tariff.model, size: "1k", count: count))
    }
}
