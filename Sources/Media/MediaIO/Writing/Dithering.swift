/// Stands each colour in for by a fixed 4x4 pattern of palette entries whose mean is near it.
///
/// A pixel's entry depends on its colour and place alone, so parts of a clip that stand still do not flicker; a colour
/// that is in the palette is left as it is.
/// - Source: Thomas Knoll's pattern dithering (US 6,606,166, expired 2019).
struct Dithering {
    /// Where in its cell's plan a pixel looks, by its row and column modulo 4.
    private static let order: [Int] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

    private let palette: [RGBColor]
    private let histogram: ColorHistogram
    /// For each cell of the histogram, 16 palette entries from dark to light, made when first asked for.
    private var plans: [[UInt8]]

    /// - Parameters:
    ///   - palette: 1...256 colours.
    ///   - histogram: has counted every picture that will be filled in.
    init(palette: [RGBColor], histogram: ColorHistogram) {
        self.palette = palette
        self.histogram = histogram
        plans = Array(repeating: [], count: 1 << 18)
    }

    /// Writes the picture's palette entries to the first plane of a frame of its size.
    mutating func fill(_ frame: VideoFrame, with picture: Picture) {
        for y in 0..<picture.height {
            let row = frame.row(y).assumingMemoryBound(to: UInt8.self)
            for x in 0..<picture.width {
                let start = (y * picture.width + x) * 3
                let cell = ColorHistogram.cell(
                    red: picture.bytes[start], green: picture.bytes[start + 1], blue: picture.bytes[start + 2])
                if plans[cell].isEmpty { plans[cell] = plan(for: histogram.meanColor(ofCell: cell)) }
                row[x] = plans[cell][Self.order[(y & 3) * 4 + (x & 3)]]
            }
        }
    }

    /// Each entry in turn makes up for the error of those before it.
    private func plan(for color: RGBColor) -> [UInt8] {
        var missing = RGBColor.zero
        let entries = (0..<16).map { _ in
            let entry = nearest(to: color &+ missing)
            missing &+= color &- palette[entry]
            return entry
        }
        return entries.sorted { luma($0) < luma($1) }.map(UInt8.init)
    }

    private func nearest(to color: RGBColor) -> Int {
        var (best, least) = (0, Int32.max)
        for (index, candidate) in palette.enumerated() {
            let difference = candidate &- color
            let distance = (difference &* difference).wrappedSum()
            if distance < least { (best, least) = (index, distance) }
        }
        return best
    }

    private func luma(_ entry: Int) -> Int32 {
        (palette[entry] &* RGBColor(2126, 7152, 722)).wrappedSum()
    }
}
