import StudioAPI
import StudioDomain

extension ExpandBody: LegacyBody {
    func draft(at desk: inout OrderDesk) throws -> Draft {
        Draft(
            order: Order(
                task: .expandImage(up: up, down: down, left: left, right: right), prompt: prompt ?? "",
                inputs: [try desk.picture(image, as: .picture)],
                resolution: desk.resolution(ofImages: "expand", size: "1k"), count: count),
            tariff: Tariff(model: "expand"), price: try desk.price(ofImages: "expand", size: "1k", count: count))
    }
}
