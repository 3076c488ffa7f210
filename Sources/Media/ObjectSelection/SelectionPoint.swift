/// A place that someone pointed at on a frame.
public struct SelectionPoint: Sendable, Hashable, Codable {
    /// Across and down, 0...1 from the top left of the frame to its bottom right.
    public let x: Double
    public let y: Double
    /// Whether it is on the object, or on something that does not belong to it.
    public let isInside: Bool

    /// - Throws: `SelectionError.pointOutOfRange`.
    public init(x: Double, y: Double, isInside: Bool = true) throws(SelectionError) {
        guard (0...1).contains(x), (0...1).contains(y) else { throw .pointOutOfRange(x: x, y: y) }
        self.x = x
        self.y = y
        self.isInside = isInside
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            x: values.decode(Double.self, forKey: .x), y: values.decode(Double.self, forKey: .y),
            isInside: values.decode(Bool.self, forKey: .isInside))
    }

    func pixel(width: Int, height: Int) -> Pixel {
        Pixel(x: min(width - 1, Int(x * Double(width))), y: min(height - 1, Int(y * Double(height))))
    }
}
