/// What a model of `POST /v1/videos/omni-video` can be asked for.
///
/// - Source: sections 8.5 and 11.1 of the wire contract.
public struct OmniVideoModel: Sendable, Hashable {
    public let name: String
    public let modes: [VideoMode]
    /// Seconds.
    public let durations: [Int]
    /// Seconds of a clip from words alone or from a lone first frame.
    public let plainDurations: [Int]
    public let hasSound: Bool
    public let hasShots: Bool
    /// Elements beside a first and a last frame.
    public let mostElementsBetweenFrames: Int

    public static let all = [
        OmniVideoModel(
            name: "kling-video-o1", modes: [.std, .pro], durations: Array(3...10), plainDurations: [5, 10],
            hasSound: false, hasShots: false, mostElementsBetweenFrames: 0),
        OmniVideoModel(
            name: "kling-v3-omni", modes: [.std, .pro, .fourK], durations: Array(3...15),
            plainDurations: Array(3...15), hasSound: true, hasShots: true, mostElementsBetweenFrames: 3),
    ]

    /// - Throws: `APIError` for a model that there is not, or not here.
    public static func named(_ name: String) throws(APIError) -> OmniVideoModel {
        guard let model = all.first(where: { $0.name == name }) else {
            throw ModelNames.all.contains(name) ? .modelNotSupported : .modelUnknown(name)
        }
        return model
    }
}
