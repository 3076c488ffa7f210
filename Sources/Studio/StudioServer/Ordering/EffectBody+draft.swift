import StudioAPI
import StudioDomain

extension EffectBody: LegacyBody {
    private static let seconds = 5.0

    func draft(at desk: inout OrderDesk) throws -> Draft {
        // The list's two prices are those of one and of two pictures.
        let tariff = Tariff(model: "effects", tier: pictures.count > 1 ? .pro : .std)
        return Draft(
            order: Order(
                task: .effect(scene: scene.name), prompt: "",
                inputs: try pictures.map { try desk.picture($0, as: .reference) },
                resolution: desk.resolution(of: tariff), seconds: Self.seconds),
            tariff: tariff, price: try desk.price(ofVideo: tariff, seconds: Self.seconds))
    }
}
