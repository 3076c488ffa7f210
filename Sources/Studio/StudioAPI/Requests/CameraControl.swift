/// `camera_control` of the legacy video requests.
///
/// - Source: section 8.3 of the wire contract.
public enum CameraControl: Sendable, Hashable {
    /// One of six axes by -10...10.
    case simple(axis: String, amount: Double)
    case preset(String)

    static let axes = ["horizontal", "vertical", "pan", "tilt", "roll", "zoom"]
    static let presets = ["down_back", "forward_up", "right_turn_forward", "left_turn_forward"]
    static let types = ["simple"] + presets
    static let amounts: ClosedRange<Double> = -10...10

    /// Nothing for a control without a type, as one client sends it, and for one that moves nothing.
    /// - Throws: `APIError` or `DecodingError`.
    static func read<Key: CodingKey>(_ key: Key, in container: KeyedDecodingContainer<Key>) throws -> CameraControl? {
        guard let body: Body = try container.object(key), let type = body.type else { return nil }
        guard try FieldLimits.choice("camera_control.type", type, of: types, default: "") == "simple" else {
            return .preset(type)
        }
        guard let config = body.config else { throw APIError.missing("camera_control.config") }
        let moves = config.filter { $0.value != 0 }
        guard moves.allSatisfy({ amounts.contains($0.value) }) else {
            throw APIError.parameter("camera_control.config values must be between -10 and 10")
        }
        guard moves.count <= 1 else {
            throw APIError.parameter("camera_control.config may have only one value that is not 0")
        }
        return moves.first.map { .simple(axis: $0.key, amount: $0.value) }
    }

    private struct Body: Decodable {
        let type: String?
        let config: [String: Double]?

        private enum CodingKeys: String, CodingKey { case type, config }
        private struct Axis: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            type = try container.text(.type)
            guard try !container.isBlank(.config) else {
                config = nil
                return
            }
            let axes = try container.nestedContainer(keyedBy: Axis.self, forKey: .config)
            var values: [String: Double] = [:]
            for name in CameraControl.axes {
                guard let axis = Axis(stringValue: name), let value = try axes.number(axis) else { continue }
                values[name] = value
            }
            config = values
        }
    }
}
