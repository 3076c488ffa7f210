/// A mask as runs of equal pixels, column by column from the top left, the first run outside (it may be empty).
///
/// The form of COCO's annotations and of Kling's `rle_mask`: `size` is [height, width], and `counts` the runs written as text.
/// - Source: `rleToString` and `rleFrString` in cocoapi's maskApi.c.
public struct RunLengthMask: Sendable, Hashable, Codable {
    /// Height, then width.
    public let size: [Int]
    public let counts: String

    public init(_ mask: ObjectMask) {
        size = [mask.height, mask.width]
        counts = Self.text(Self.runs(mask))
    }

    private static func runs(_ mask: ObjectMask) -> [Int] {
        var (runs, length, isInside) = ([Int](), 0, false)
        for x in 0..<mask.width {
            for y in 0..<mask.height {
                if mask.contains(x: x, y: y) != isInside {
                    runs.append(length)
                    (length, isInside) = (0, !isInside)
                }
                length += 1
            }
        }
        return runs + [length]
    }

    /// From the fourth run on what is written is the difference to the run two before; numbers are written five bits at a
    /// time, lowest first, a sixth bit says that more follow, and 48 makes them printable.
    private static func text(_ runs: [Int]) -> String {
        var bytes: [UInt8] = []
        for (index, run) in runs.enumerated() {
            var value = index > 2 ? run - runs[index - 2] : run
            while true {
                let digit = UInt8(value & 0x1F)
                value >>= 5
                let isLast = digit & 0x10 != 0 ? value == -1 : value == 0
                bytes.append((isLast ? digit : digit | 0x20) + 48)
                if isLast { break }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
