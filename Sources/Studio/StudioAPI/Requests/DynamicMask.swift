/// A region that moves, and where to: pixels of the picture, from the left and from the bottom.
///
/// - Source: sections 7.2 and 8.2 of the wire contract.
public struct DynamicMask: Sendable, Hashable, Decodable {
    public struct Point: Sendable, Hashable, Decodable {
        public let x: Double
        public let y: Double

        private enum CodingKeys: String, CodingKey { case x, y }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let x = try container.number(.x), let y = try container.number(.y) else {
                throw APIError.missing("dynamic_masks.trajectories")
            }
            (self.x, self.y) = (x, y)
        }
    }

    public let mask: MediaReference
    public let trajectory: [Point]

    static let points = 2...77

    private enum CodingKeys: String, CodingKey {
        case mask
        case trajectory = "trajectories"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let mask = try container.media(.mask) else { throw APIError.missing("dynamic_masks.mask") }
        self.mask = mask
        trajectory = try container.list(.trajectory, most: Self.points.upperBound)
        guard trajectory.count >= Self.points.lowerBound else {
            throw APIError.parameter("trajectories must have at least \(Self.points.lowerBound) points")
        }
    }
}
