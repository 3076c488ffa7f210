import ClipProduction
import Foundation
import MediaIO
import VideoPipelines

/// What `--motion` reads: Kling's motion brush as JSON, with files in place of encoded pictures.
///
///     {"dynamic_masks": [{"mask": "car.png", "trajectories": [{"x": 20, "y": 30}, {"x": 90, "y": 30}]}],
///      "static_mask": "sky.png"}
///
/// Points are pixels of the masks, from the left and from the bottom. Files are found beside the JSON file.
struct MotionFile: Decodable {
    struct Region: Decodable {
        let mask: String
        let trajectories: [MotionBrush.Point]
    }

    let dynamicMasks: [Region]
    let staticMask: String?

    private static let mostBytes = 1 << 20

    /// The brush, its masks and paths brought to the size of the clip.
    /// - Throws: `InputError`, `MediaError` or `PipelineError`.
    static func brush(from path: String, width: Int, height: Int) throws -> MotionBrush {
        let url = URL(filePath: path)
        guard let size = try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize, size <= mostBytes,
            let data = try? Data(contentsOf: url)
        else { throw InputError("\(url.lastPathComponent) cannot be read as a motion brush.") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let file = try? decoder.decode(MotionFile.self, from: data) else {
            throw InputError(
                "\(url.lastPathComponent) is no motion brush: it needs dynamic_masks, each with a mask (a file) and "
                    + "trajectories (points with x and y).")
        }
        let folder = url.deletingLastPathComponent()
        func mask(_ name: String) throws -> (picture: InputPicture, scale: (x: Double, y: Double)) {
            let read = try ClipReader.firstPicture(of: folder.appending(path: name), over: .black)
            let fitted = try read.fitted(width: width, height: height, by: .refuse, sampling: .nearest)
            return (
                InputPicture(fitted), (Double(width) / Double(read.width), Double(height) / Double(read.height))
            )
        }
        let strokes = try file.dynamicMasks.map { region in
            let (picture, scale) = try mask(region.mask)
            return MotionBrush.Stroke(
                region: picture, path: region.trajectories.map { .init(x: $0.x * scale.x, y: $0.y * scale.y) })
        }
        return try MotionBrush(strokes: strokes, still: file.staticMask.map { try mask($0).picture })
    }
}
