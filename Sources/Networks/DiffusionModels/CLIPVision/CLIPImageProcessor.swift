import Foundation
import Tensors

/// Readies a picture for CLIP's vision encoder: scaled until its shorter side fits, cut to the square in the middle, and
/// each colour normalized.
///
/// - Source: `CLIPImageProcessor` of transformers with Pillow, as `WanImageToVideoPipeline` in diffusers uses it.
public struct CLIPImageProcessor: Sendable {
    /// Pixels that the shorter side becomes.
    private let shortestEdge: Int
    /// Pixels on a side of the square.
    public let side: Int
    /// Of red, green and blue, 0...1.
    private let mean: [Float], deviation: [Float]

    /// Reads `preprocessor_config.json` in the processor's folder.
    public init(folder: URL) throws(ModelConfigurationError) {
        let name = folder.lastPathComponent + "/preprocessor_config.json"
        let file = try readJSON(Settings.self, at: folder.appending(path: "preprocessor_config.json"), name: name)
        if let setting = file.unsupportedSetting { throw .unsupported(file: name, setting: setting) }
        shortestEdge = file.size.shortestEdge
        side = file.cropSize.height
        mean = file.imageMean
        deviation = file.imageStd
    }

    /// - Parameter picture: [H, W, 3], whole numbers 0...255.
    /// - Returns: [side, side, 3], each colour less its mean, divided by its deviation.
    public func callAsFunction(_ picture: Tensor, on device: any Device) -> Tensor {
        let (height, width) = (picture.shape[0], picture.shape[1])
        precondition(picture.shape.rank == 3 && picture.shape[2] == 3)
        let shorter = min(height, width)
        // The longer side is cut to whole pixels, in double precision as in Python.
        func scaled(_ extent: Int) -> Int {
            extent == shorter ? shortestEdge : Int(Double(shortestEdge * extent) / Double(shorter))
        }
        let size = (height: scaled(height), width: scaled(width))
        let (top, left) = ((size.height - side) / 2, (size.width - side) / 2)
        let square = BicubicResampling(height: size.height, width: size.width)
            .resample(picture, rows: top..<top + side, columns: left..<left + side, on: device)
        let pixels = square.floats
        for index in pixels.indices {
            pixels[index] = (Float(Double(pixels[index]) * (1 / 255)) - mean[index % 3]) / deviation[index % 3]
        }
        return square
    }

    private struct Settings: Decodable {
        struct ShortestEdge: Decodable { let shortestEdge: Int }
        struct Size: Decodable { let height: Int, width: Int }

        let size: ShortestEdge
        let cropSize: Size
        let imageMean: [Float]
        let imageStd: [Float]
        let resample: Int?
        let rescaleFactor: Double?
        let doResize: Bool?
        let doCenterCrop: Bool?
        let doRescale: Bool?
        let doNormalize: Bool?

        var unsupportedSetting: String? {
            if [doResize, doCenterCrop, doRescale, doNormalize].contains(false) { return "a step that is left out" }
            if resample ?? 3 != 3 { return "resample \(resample ?? 3)" }
            if abs((rescaleFactor ?? 1 / 255) * 255 - 1) > 1e-6 { return "rescale_factor other than 1/255" }
            if cropSize.height != cropSize.width || !(1...4096).contains(cropSize.height) {
                return "a crop_size that is not a square of 1 to 4096 pixels"
            }
            if !(cropSize.height...4096).contains(size.shortestEdge) { return "a shortest_edge less than crop_size" }
            if imageMean.count != 3 || imageStd.count != 3 || imageStd.contains(where: { !($0 > 0) }) {
                return "image_mean or image_std that do not fit three colours"
            }
            return nil
        }
    }
}
