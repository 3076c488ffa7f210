import Foundation

/// Finds the region that a point stands on, without being told how large it is.
///
/// Around the point, discs of growing size are each taken for the object and handed to a graph cut that may change
/// everything up to twice their radius. Where a disc is about as large as the object, the cut finds the object's edge, and the
/// discs a little smaller and larger lead to the same edge; where it is not, each size gives another region. So the region is
/// taken on which neighbouring sizes agree most, somewhat preferring large ones and those that stay clear of the limit and of
/// the frame's border.
/// - Source: stability under a changing parameter as in Matas et al. 2002 (maximally stable extremal regions), here over
///   GrabCut's starting region. The weights are fitted to 158 things of the training world.
struct RegionSearch {
    /// Longest side of the frame that is searched; finer detail costs time and says nothing about what belongs together.
    static let longestSide = 192

    private static let radiusStep = 1.5
    /// How far a cut may go, in radii.
    private static let reach = 2.0
    /// What is certain to be on the object, in radii.
    private static let core = 0.12

    let frame: SelectionFrame

    private struct Candidate {
        /// Whether the cut kept hardly more than it had to: a disc within one colour, which says nothing about edges.
        let isBare: Bool
        let mask: ObjectMask
        /// The share of its edge that lies where the cut was not allowed further.
        let limitedShare: Double
        /// The share of its edge that lies at the frame's border: ground rather than a thing, when it is large.
        let borderShare: Double
    }

    /// - Parameters:
    ///   - pixel: in the region.
    ///   - others: pixels that are not.
    ///   - largestRadius: of the discs that are tried; the smallest is tried in any case.
    func region(at pixel: Pixel, excluding others: [Pixel], largestRadius: Double = .infinity)
        throws(SelectionError) -> ObjectMask
    {
        let longestSide = Double(max(frame.width, frame.height))
        var radius = max(3, longestSide / 32)
        var candidates = [try candidate(at: pixel, radius: radius, excluding: others)]
        while radius * Self.radiusStep < min(longestSide / 2, largestRadius) {
            radius *= Self.radiusStep
            candidates.append(try candidate(at: pixel, radius: radius, excluding: others))
        }
        let agreements = zip(candidates, candidates.dropFirst()).map { $0.mask.intersectionOverUnion($1.mask) }
        let scores = candidates.indices.map { index -> Double in
            if candidates[index].isBare { return -1 }
            let below = index > 0 ? agreements[index - 1] : 0
            let above = index < agreements.count ? agreements[index] : 0
            let size = Double(candidates[index].mask.area) / Double(frame.width * frame.height)
            return 0.74 * (below + above) / 2 - 0.38 * candidates[index].limitedShare - candidates[index].borderShare
                + 0.05 * log(max(size, 1e-6))
        }
        return candidates[scores.indices.max { scores[$0] < scores[$1] }!].mask
    }

    private func candidate(at pixel: Pixel, radius: Double, excluding others: [Pixel]) throws(SelectionError)
        -> Candidate
    {
        let limit = radius * Self.reach
        let core = max(1, radius * Self.core)
        let area = PixelArea(
            around: pixel, radius: Int(limit.rounded(.up)) + 2, width: frame.width, height: frame.height)
        var labels: [GraphCut.Label] = []
        labels.reserveCapacity(area.width * area.height)
        for y in area.rows {
            for x in area.columns {
                let place = Pixel(x: x, y: y)
                let distance = pixel.distance(place)
                let isExcluded = others.contains { $0.distance(place) <= core }
                labels.append(
                    distance <= core
                        ? .surelyInside
                        : isExcluded || distance > limit
                            ? .surelyOutside : distance < radius ? .probablyInside : .probablyOutside)
            }
        }
        let center = Pixel(x: pixel.x - area.columns.lowerBound, y: pixel.y - area.rows.lowerBound)
        let mask = try GraphCut.divide(frame.cropped(to: area), labels, iterations: 3).flooded(from: [center]).filled()
        let placed = mask.placed(at: area, width: frame.width, height: frame.height)
        return Candidate(
            isBare: Double(mask.area) < 4 * max(4, core * core), mask: placed,
            limitedShare: placed.edgeShare { pixel.distance($0) > limit - 2 },
            borderShare: placed.edgeShare {
                $0.x == 0 || $0.y == 0 || $0.x == frame.width - 1 || $0.y == frame.height - 1
            })
    }
}

extension ObjectMask {
    /// The share of the pixels inside with a neighbour outside, or none, for which the condition holds.
    fileprivate func edgeShare(where condition: (Pixel) -> Bool) -> Double {
        var (edge, matching) = (0, 0)
        for y in 0..<height {
            for x in 0..<width where contains(x: x, y: y) {
                let isSurrounded =
                    x > 0 && x < width - 1 && y > 0 && y < height - 1 && contains(x: x - 1, y: y)
                    && contains(x: x + 1, y: y) && contains(x: x, y: y - 1) && contains(x: x, y: y + 1)
                guard !isSurrounded else { continue }
                edge += 1
                matching += condition(Pixel(x: x, y: y)) ? 1 : 0
            }
        }
        return edge == 0 ? 0 : Double(matching) / Double(edge)
    }
}
