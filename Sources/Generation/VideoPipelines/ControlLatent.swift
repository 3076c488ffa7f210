import DiffusionModels
import Tensors

/// What VACE's control branch reads: the parts of the control video that are kept and those that are made anew, both
/// encoded, over the mask, one channel for each pixel of a latent pixel's square. References stand in front as frames of
/// their own.
///
/// - Shapes: [2 z + s s, R + T, h, w]; z channels of a latent, s pixels on a latent pixel's side, R references.
/// - Source: `WanVACEPipeline.prepare_video_latents` and `prepare_masks` in diffusers.
struct ControlLatent {
    let codec: LatentCodec
    private var device: any Device { codec.device }

    init(codec: LatentCodec) { self.codec = codec }

    /// - Parameters:
    ///   - width, height, frames: of the clip, in pixels.
    func make(from inputs: ControlInputs, width: Int, height: Int, frames: Int) throws -> Tensor {
        let size = (width: width, height: height)
        var (kept, made): (Tensor, Tensor)
        if inputs.video.isEmpty {
            let zeros = device.zeros([height, width, 3])
            kept = try codec.encode((0..<frames).lazy.map { _ in zeros })
            made = kept
        } else {
            kept = try codec.encode((0..<frames).lazy.map { part(of: inputs, frame: $0) { $0 > 0.5 ? 0 : 1 } })
            made = try codec.encode((0..<frames).lazy.map { part(of: inputs, frame: $0) { $0 > 0.5 ? 1 : 0 } })
        }
        let mask = self.mask(of: inputs.mask, latentShape: kept.shape)
        var parts = [[kept, made, mask]]
        for reference in inputs.references {
            let latent = try codec.encode([fitted(reference, into: size)])
            // The last one comes first.
            parts.insert(
                [
                    latent, device.zeros(latent.shape),
                    device.zeros(Shape([mask.shape[0]] + latent.shape.extents.dropFirst())),
                ], at: 0)
        }
        return device.joinedInTime(parts.map(device.joinedInChannels))
    }

    /// A frame of the control video, each pixel times a share that its mask decides.
    /// - Parameter share: of a mask 0...1; without a mask it is 1 everywhere.
    private func part(of inputs: ControlInputs, frame: Int, share: (Float) -> Float) -> Tensor {
        let (pixels, mask) = (inputs.video[frame].bytes, inputs.mask.isEmpty ? nil : inputs.mask[frame].bytes)
        let result = device.empty([inputs.video[frame].height, inputs.video[frame].width, 3])
        for index in pixels.indices {
            let factor = share(mask.map { Float($0[index]) / 255 } ?? 1)
            result.floats[index] = (Float(pixels[index]) / 255 * 2 - 1) * factor
        }
        return result
    }

    /// [s s, T, h, w]: the mask's pixels, row by row of each square. Of the frames that a latent frame stands for, one counts.
    private func mask(of pictures: [InputPicture], latentShape: Shape) -> Tensor {
        let (side, times) = (codec.vae.configuration.scaleFactorSpatial, latentShape[1])
        let (rows, columns) = (latentShape[2], latentShape[3])
        let result = device.empty([side * side, times, rows, columns])
        var written = 0
        for square in 0..<side * side {
            for time in 0..<times {
                // The nearest of the clip's frames to the middle of the latent frame.
                let picture = pictures.isEmpty ? nil : pictures[(2 * time + 1) * pictures.count / (2 * times)]
                for row in 0..<rows {
                    for column in 0..<columns {
                        let (y, x) = (row * side + square / side, column * side + square % side)
                        result.floats[written] = picture.map { Float($0.bytes[(y * $0.width + x) * 3]) / 255 } ?? 1
                        written += 1
                    }
                }
            }
        }
        return result
    }

    /// A picture scaled to fit, by linear interpolation, in the middle of white. [H, W, 3], -1...1.
    private func fitted(_ picture: InputPicture, into size: (width: Int, height: Int)) -> Tensor {
        let scale = min(Double(size.height) / Double(picture.height), Double(size.width) / Double(picture.width))
        let height = max(1, Int(Double(picture.height) * scale)), width = max(1, Int(Double(picture.width) * scale))
        let (top, left) = ((size.height - height) / 2, (size.width - width) / 2)
        let canvas = device.empty([size.height, size.width, 3])
        canvas.floats.update(repeating: 1)
        let (rows, columns) = (Self.taps(from: picture.height, to: height), Self.taps(from: picture.width, to: width))
        for (y, row) in rows.enumerated() {
            for (x, column) in columns.enumerated() {
                for color in 0..<3 {
                    func pixel(_ i: Int, _ j: Int) -> Float {
                        Float(picture.bytes[(i * picture.width + j) * 3 + color]) / 255 * 2 - 1
                    }
                    let upper =
                        pixel(row.low, column.low) * (1 - column.share) + pixel(row.low, column.high) * column.share
                    let lower =
                        pixel(row.high, column.low) * (1 - column.share) + pixel(row.high, column.high) * column.share
                    canvas.floats[((top + y) * size.width + left + x) * 3 + color] =
                        upper * (1 - row.share) + lower * row.share
                }
            }
        }
        return canvas
    }

    /// Which two inputs each output lies between and how far from the lower one (`align_corners=False` in PyTorch).
    private static func taps(from inputs: Int, to count: Int) -> [(low: Int, high: Int, share: Float)] {
        let ratio = Float(inputs) / Float(count)
        return (0..<count).map { output in
            let position = max(0, (Float(output) + 0.5) * ratio - 0.5)
            let low = min(Int(position), inputs - 1)
            return (low, min(low + 1, inputs - 1), position - Float(low))
        }
    }
}
