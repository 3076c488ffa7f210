/// Moves a mask's edge to where colours part, within a band around it.
struct EdgeRefinement {
    /// Half the band's width, as a share of the square root of the mask's area.
    let bandShare: Double

    /// - Parameters:
    ///   - inside: pixels that stay inside, with what is connected to them; without any, every piece stays that has a pixel of
    ///     the mask.
    ///   - outside: pixels that stay outside.
    func refined(_ mask: ObjectMask, on frame: SelectionFrame, inside: [Pixel] = [], outside: [Pixel] = [])
        throws(SelectionError) -> ObjectMask
    {
        let band = max(2, Float(Double(mask.area).squareRoot() * bandShare))
        // Room around the mask for colours that are certain not to be the object's.
        guard let area = mask.bounds(margin: Int(3 * band) + 4) else { return mask }
        let part = mask.cropped(to: area)
        var labels = try part.signedDistances().map { distance -> GraphCut.Label in
            distance > band
                ? .surelyInside
                : distance > 0 ? .probablyInside : distance >= -band ? .probablyOutside : .surelyOutside
        }
        func mark(_ pixels: [Pixel], _ label: GraphCut.Label) -> [Pixel] {
            pixels.filter { area.columns.contains($0.x) && area.rows.contains($0.y) }.map {
                let pixel = Pixel(x: $0.x - area.columns.lowerBound, y: $0.y - area.rows.lowerBound)
                labels[pixel.y * area.width + pixel.x] = label
                return pixel
            }
        }
        let kept = mark(inside, .surelyInside)
        let holes = mark(outside, .surelyOutside)
        var result = try GraphCut.divide(frame.cropped(to: area), labels, iterations: 2)
        result = result.flooded(
            from: kept.isEmpty ? part.pixels(alsoIn: result) : kept.filter(result.contains))
        return result.filled(except: holes).placed(at: area, width: mask.width, height: mask.height)
    }
}
