import DiffusionModels
import DiffusionSampling
import Tensors

/// What a latent looks like, without the VAE: the colour of each of its pixels is a linear function of its channels.
///
///     colour = sum over channels c of weights[c] latent[c] + offset
///
/// The function is fitted by least squares to what the decoder makes of a few smooth latents drawn by chance, each pixel of
/// which is compared with the mean colour of the square that it stands for.
/// - Shapes: weights [z][3]; offset [3]; colours 0...1.
/// - Source: the idea is that of the latent previews of common interfaces for diffusion models, whose tables are fitted by
///   hand for each VAE.
struct LatentColors: Equatable {
    private let weights: [[Float]]
    private let offset: [Float]

    /// Pixels on a side of the latents that are drawn, and how many samples a channel are enough.
    private static let side = 12
    private static let samplesPerChannel = 6

    /// - Throws: what `codec` does.
    init(fitting codec: LatentCodec) throws {
        let (device, channels) = (codec.device, codec.vae.configuration.zDim)
        let (side, square) = (Self.side, codec.vae.configuration.scaleFactorSpatial)
        var (generator, samples) = (TorchGenerator(seed: 1), [Sample]())
        while samples.count < channels * Self.samplesPerChannel {
            // A rough surface a third as large, enlarged: neighbours are alike, as in pictures.
            let latent = enlargeLatent(
                generator.normal([channels, 1, side / 3, side / 3]), height: side, width: side, on: device)
            try codec.decode(latent) { frame in
                samples += (0..<side * side).map { place in
                    Sample(
                        latent: (0..<channels).map { latent.floats[$0 * side * side + place] },
                        color: frame.meanColor(ofSquare: square, row: place / side, column: place % side))
                }
            }
        }
        self.init(fitting: samples)
    }

    /// A pixel of a latent and its colour.
    struct Sample {
        let latent: [Float]
        /// Red, green, blue, 0...1.
        let color: [Float]
    }

    /// By the normal equations, with a little weight on small factors, so that there is always one solution.
    init(fitting samples: [Sample]) {
        precondition(!samples.isEmpty)
        let size = samples[0].latent.count + 1
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: size + 3), count: size)
        for sample in samples {
            let row = sample.latent.map(Double.init) + [1]
            for i in 0..<size {
                for j in 0..<size { matrix[i][j] += row[i] * row[j] }
                for channel in 0..<3 { matrix[i][size + channel] += row[i] * Double(sample.color[channel]) }
            }
        }
        for i in 0..<size { matrix[i][i] += 1e-3 * Double(samples.count) }
        // Symmetric and positive definite: elimination needs no exchange of rows.
        for pivot in 0..<size {
            for row in 0..<size where row != pivot {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot..<size + 3 { matrix[row][column] -= factor * matrix[pivot][column] }
            }
        }
        let solution = (0..<size).map { row in
            (0..<3).map { Float(matrix[row][size + $0] / matrix[row][row]) }
        }
        weights = Array(solution.dropLast())
        offset = solution[size - 1]
    }

    /// A picture of the middle frame of a latent [z, T, h, w], w pixels across and h down.
    func picture(inMiddleOf latent: Tensor) -> InputPicture {
        let (times, height, width) = (latent.shape[1], latent.shape[2], latent.shape[3])
        precondition(latent.shape[0] == weights.count)
        let plane = height * width
        var colors = [Float](repeating: 0, count: plane * 3)
        for pixel in 0..<plane {
            for channel in 0..<3 { colors[pixel * 3 + channel] = offset[channel] }
        }
        let values = latent.floats
        for (index, weight) in weights.enumerated() {
            let start = (index * times + times / 2) * plane
            for pixel in 0..<plane {
                let value = values[start + pixel]
                for channel in 0..<3 { colors[pixel * 3 + channel] += weight[channel] * value }
            }
        }
        return InputPicture(
            width: width, height: height, bytes: colors.map { UInt8((min(max($0, 0), 1) * 255).rounded()) })
    }
}

extension Tensor {
    /// Of a frame [H, W, 3], -1...1: the mean colour of a square, 0...1.
    fileprivate func meanColor(ofSquare side: Int, row: Int, column: Int) -> [Float] {
        var sums: [Float] = [0, 0, 0]
        for y in row * side..<(row + 1) * side {
            for x in column * side..<(column + 1) * side {
                for channel in 0..<3 {
                    sums[channel] += min(max(floats[(y * shape[1] + x) * 3 + channel], -1), 1) * 0.5 + 0.5
                }
            }
        }
        return sums.map { $0 / Float(side * side) }
    }
}
