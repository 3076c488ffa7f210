/// Turns points on one frame into the mask of an object.
///
/// A point on the object adds the region that it stands on, one outside takes away what is around it. A graph cut in a band
/// around the result finds the exact edge.
struct PointSegmentation {
    /// Longest side of the frame in which edges are found; masks of larger frames are enlarged from it.
    static let longestSide = 512

    private let frame: SelectionFrame
    /// The same frame for `RegionSearch`.
    private let small: SelectionFrame
    private let fullSize: (width: Int, height: Int)

    init(_ frame: SelectionFrame) throws(SelectionError) {
        let size = frame.size(longestSide: Self.longestSide)
        self.frame = try frame.resized(width: size.width, height: size.height)
        let smallSize = frame.size(longestSide: RegionSearch.longestSide)
        small = try self.frame.resized(width: smallSize.width, height: smallSize.height)
        fullSize = (frame.width, frame.height)
    }

    /// The mask, as large as the frame. Points count in their order, each correcting what those before it gave.
    func mask(_ points: [SelectionPoint]) throws(SelectionError) -> ObjectMask {
        let search = RegionSearch(frame: small)
        var mask = ObjectMask(width: small.width, height: small.height)
        var (inside, outside): ([Pixel], [Pixel]) = ([], [])
        for point in points {
            let pixel = point.pixel(width: small.width, height: small.height)
            if point.isInside {
                if !mask.contains(pixel) {
                    let radius = try largestRadius(at: pixel, besides: mask)
                    mask.formUnion(try search.region(at: pixel, excluding: outside, largestRadius: radius))
                }
                inside.append(pixel)
            } else {
                if mask.contains(pixel) {
                    // Nothing so large that it would reach a point inside.
                    let radius = inside.map(pixel.distance).min() ?? .infinity
                    mask.subtract(try search.region(at: pixel, excluding: inside, largestRadius: radius))
                }
                outside.append(pixel)
            }
        }
        return try refined(mask.resized(width: frame.width, height: frame.height), points)
            .resized(width: fullSize.width, height: fullSize.height)
    }

    /// A point close to what is selected adds a part of the same thing, hardly larger than it; elsewhere it is another thing.
    private func largestRadius(at pixel: Pixel, besides mask: ObjectMask) throws(SelectionError) -> Double {
        guard !mask.isEmpty else { return .infinity }
        let radius = (Double(mask.area) / .pi).squareRoot()
        let distance = -Double(try mask.signedDistances()[pixel.y * mask.width + pixel.x])
        return distance < radius / 2 ? radius * 0.75 : .infinity
    }

    private func refined(_ mask: ObjectMask, _ points: [SelectionPoint]) throws(SelectionError) -> ObjectMask {
        let pixels = points.map { (pixel: $0.pixel(width: frame.width, height: frame.height), isInside: $0.isInside) }
        return try EdgeRefinement(bandShare: 0.12).refined(
            mask, on: frame, inside: pixels.filter(\.isInside).map(\.pixel),
            outside: pixels.filter { !$0.isInside }.map(\.pixel))
    }
}
