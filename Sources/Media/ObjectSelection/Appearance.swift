import OpenCVBridge

/// What an object looked like when it was last seen well, so that it is found again after something hid it.
struct Appearance {
    /// Longest side of the frames in which it is searched.
    static let longestSide = 192
    /// How much larger or smaller it may have become.
    private static let scales = [1, 0.85, 1.18]
    /// Root mean square difference of the object's pixels, 0...255, up to which a place is taken for it.
    private static let largestDifference: Float = 28

    /// Pixels inside, at the size of the clip's frames.
    let area: Int
    private let pattern: SelectionFrame
    private let mask: ObjectMask
    private let colors: Set<Int>

    /// nil where the mask is too small to be told from anything else.
    init?(of object: ObjectMask, in frame: SelectionFrame) throws(SelectionError) {
        let size = frame.size(longestSide: Self.longestSide)
        let small = try object.resized(width: size.width, height: size.height)
        guard let bounds = small.bounds(), small.area >= 30 else { return nil }
        area = object.area
        pattern = try frame.resized(width: size.width, height: size.height).cropped(to: bounds)
        mask = small.cropped(to: bounds)
        colors = Self.colors(of: mask, in: pattern)
    }

    /// The share of a mask's pixels that have one of the object's colours, 0...1.
    func familiarShare(of mask: ObjectMask, in frame: SelectionFrame) -> Double {
        var (familiar, all) = (0, 0)
        for index in mask.bytes.indices where mask.bytes[index] != 0 {
            all += 1
            familiar += colors.contains(Self.color(at: index, in: frame)) ? 1 : 0
        }
        return all == 0 ? 0 : Double(familiar) / Double(all)
    }

    /// Cells of 32 in each channel. A colour also counts for the cells that lie half a cell from it.
    private static func colors(of mask: ObjectMask, in frame: SelectionFrame) -> Set<Int> {
        var result: Set<Int> = []
        for index in mask.bytes.indices where mask.bytes[index] != 0 {
            for corner in 0..<8 { result.insert(color(at: index, in: frame, corner: corner)) }
        }
        return result
    }

    private static func color(at index: Int, in frame: SelectionFrame, corner: Int? = nil) -> Int {
        (0..<3).reduce(0) { cell, channel in
            let shift = corner.map { $0 >> channel & 1 == 0 ? -16 : 16 } ?? 0
            return cell << 3 | min(255, max(0, Int(frame.bytes[3 * index + channel]) + shift)) >> 5
        }
    }

    /// The mask of the object in a frame, or nil where it is not seen.
    func found(in frame: SelectionFrame) throws(SelectionError) -> ObjectMask? {
        let size = frame.size(longestSide: Self.longestSide)
        let small = try frame.resized(width: size.width, height: size.height)
        var best: (difference: Float, mask: ObjectMask)?
        for scale in Self.scales {
            let width = max(1, Int((Double(pattern.width) * scale).rounded()))
            let height = max(1, Int((Double(pattern.height) * scale).rounded()))
            guard width <= small.width, height <= small.height else { continue }
            let scaled = try mask.resized(width: width, height: height)
            guard !scaled.isEmpty else { continue }
            let (difference, area) = try match(
                pattern.resized(width: width, height: height), scaled, in: small)
            if difference < best?.difference ?? Self.largestDifference {
                best = (difference, scaled.placed(at: area, width: small.width, height: small.height))
            }
        }
        return try best?.mask.resized(width: frame.width, height: frame.height)
    }

    private func match(_ pattern: SelectionFrame, _ mask: ObjectMask, in frame: SelectionFrame)
        throws(SelectionError) -> (difference: Float, area: PixelArea)
    {
        var (x, y, difference): (Int32, Int32, Float) = (0, 0, 0)
        try SelectionError.check(
            kinora_match(
                frame.bytes, Int32(frame.width), Int32(frame.height), pattern.bytes, mask.bytes, Int32(pattern.width),
                Int32(pattern.height), &x, &y, &difference))
        let area = PixelArea(columns: Int(x)..<Int(x) + pattern.width, rows: Int(y)..<Int(y) + pattern.height)
        return (difference, area)
    }
}
