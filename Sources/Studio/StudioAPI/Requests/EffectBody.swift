/// The body of `POST /v1/videos/effects`. What older clients send beside the pictures in `input` is ignored.
///
/// - Source: section 8.12 of the wire contract.
public struct EffectBody: Sendable, Hashable, Decodable {
    public let common: CommonFields
    public let scene: EffectScene
    /// One, or two of which the first goes left.
    public let pictures: [MediaReference]

    private enum CodingKeys: String, CodingKey {
        case scene = "effect_scene"
        case input
    }

    private struct Input: Decodable {
        let image: MediaReference?
        let images: [MediaReference]

        private enum CodingKeys: String, CodingKey { case image, images }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            image = try container.media(.image)
            let texts: [String] = try container.list(.images, most: 2)
            images = try texts.map { try MediaReference($0) }
        }
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        common = try CommonFields(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.neededText(.scene)
        guard let scene = EffectScene.named(name) else {
            throw APIError.parameter("effect_scene value '\(name.prefix(64))' is invalid")
        }
        self.scene = scene
        guard let input: Input = try container.object(.input) else { throw APIError.missing("input") }
        if scene.pictures == 1 {
            guard let image = input.image else { throw APIError.missing("input.image") }
            pictures = [image]
        } else {
            guard input.images.count == scene.pictures else {
                throw APIError.parameter("input.images must have \(scene.pictures) entries")
            }
            pictures = input.images
        }
    }
}
