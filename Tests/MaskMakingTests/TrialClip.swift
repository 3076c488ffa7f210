import Foundation
import MediaIO
import StudioDomain

@testable import MaskMaking

/// A folder with a clip in it, gone with it: a red square of a quarter of the shorter side moves over a green ground.
final class TrialClip {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")
    let url: URL
    let maker = MaskMaker(threads: 1)

    init(width: Int = 96, height: Int = 64, frames: Int = 24, rate: FrameRate = 12, name: String = "The clip.mp4")
        throws
    {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        url = folder.appending(path: name)
        let writer = try ClipWriter(
            to: url, format: ClipFormat(outputPath: name), width: width, height: height, framesPerSecond: rate,
            metadata: nil, threads: 1)
        let side = min(width, height) / 4
        for frame in 0..<frames {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(width * height * 3)
            let left = side / 2 + frame * (width - 2 * side) / max(frames, 24)
            for y in 0..<height {
                for x in 0..<width {
                    let isSquare = (left..<left + side).contains(x) && (height / 3..<height / 3 + side).contains(y)
                    bytes += isSquare ? [220, 40, 30] : [40, UInt8(120 + (x * 7 + y * 13) % 23), 60]
                }
            }
            try writer.append(Picture(width: width, height: height, bytes: bytes))
        }
        try writer.finish()
    }

    /// The square's middle in the first frame.
    static let middle = MarkedPoint(x: 0.17, y: 0.45)

    deinit { try? FileManager.default.removeItem(at: folder) }
}
