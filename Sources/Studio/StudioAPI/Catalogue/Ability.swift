/// Something that requests of the contract can ask for and a server may not be able to make.
public enum Ability: String, Sendable, Hashable, CaseIterable {
    case sound = "Sound"
    case voices = "Voice control"
    case multiShot = "Multi-shot"
    case featureVideo = "A reference video"
    case videoElements = "An element made from a video"

    /// What a client is told that asks for it in vain.
    public var refusal: APIError { .notAvailable(rawValue) }
}
