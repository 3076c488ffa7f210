import OpenCVBridge

/// Where each pixel of one frame lies in another.
/// - Source: Kroeger et al. 2016, "Fast optical flow using dense inverse search"; `cv::DISOpticalFlow`.
struct OpticalFlow {
    let width: Int
    let height: Int
    /// Across and down, in pixels, for each pixel.
    private let vectors: [Float]

    init(from first: SelectionFrame, to second: SelectionFrame) throws(SelectionError) {
        precondition((first.width, first.height) == (second.width, second.height))
        (width, height) = (first.width, first.height)
        var vectors = [Float](repeating: 0, count: width * height * 2)
        // Smaller frames than the search's patches have no flow that could be found.
        if min(width, height) >= 16 {
            try SelectionError.check(
                kinora_optical_flow(first.bytes, second.bytes, Int32(width), Int32(height), &vectors))
        }
        self.vectors = vectors
    }

    /// Mean difference of the channels, 0...255, up to which two pixels can be the same spot in neighbouring frames.
    private static let largestChange = 40

    /// The mask, which belongs to the second frame, as it lies in the first. Pixels that are not what the flow says they were
    /// are left out: something is in front of them now.
    func bringing(_ mask: ObjectMask, of second: SelectionFrame, to first: SelectionFrame) -> ObjectMask {
        var result = ObjectMask(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let index = y * width + x
                // What left the frame is out of the mask: its place cannot be seen.
                let sourceX = Int((Float(x) + vectors[2 * index]).rounded())
                let sourceY = Int((Float(y) + vectors[2 * index + 1]).rounded())
                guard sourceX >= 0, sourceX < width, sourceY >= 0, sourceY < height else { continue }
                let source = sourceY * width + sourceX
                guard mask.bytes[source] != 0 else { continue }
                let change = (0..<3).reduce(0) {
                    $0 + abs(Int(first.bytes[3 * index + $1]) - Int(second.bytes[3 * source + $1]))
                }
                if change <= 3 * Self.largestChange { result.bytes[index] = ObjectMask.inside }
            }
        }
        return result
    }
}
