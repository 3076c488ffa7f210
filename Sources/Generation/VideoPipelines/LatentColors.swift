import DiffusionModels
import DiffusionSampling
import Tensors

/// What a latent looks like, without the VAE: the colour of each of its pixels is a linear function of its channels.
///
///     colour = sum over channels c of weights[c] latent[c] + offset
///
/// The function is fitted by least squares to what the encoder makes of a few still clips of coloured discs drawn by chance:
/// each pixel of a latent is compared with the mean colour of the square that it stands for. (Fitted to what the decoder makes
/// of latents drawn by chance it shows nothing: such latents are unlike those of pictures.)
/// - Shapes: weights [z][3]; offset [3]; colours 0...1.
/// - Source: the idea is that of the latent previews of common interfaces for diffusion models, whose tables are fitted by
///   hand for each VAE.
struct LatentColors: Equatable {
    private let weights: [[Float]]
    private let offset: [Float]

    /// Pixels on a side of a still's latent, and how many samples a channel are enough.
    private static let side = 12
    private static let samplesPerChannel = 12
    private static let discs = 24

    /// - Parameter codec: of a VAE with its encoder.
    /// - Throws: what `codec` does.
    init(fitting codec: LatentCodec) throws {
        let channels = codec.vae.configuration.zDim
        let (side, square) = (Self.side, codec.vae.configuration.scaleFactorSpatial)
        var (generator, samples) = (TorchGenerator(seed: 1), [Sample]())
        while samples.count < channels * Self.samplesPerChannel {
            let still = Self.still(side: side * square, by: &generator, on: codec.device)
            // The first latent frame stands for one frame, the second for those after it.
            let latent = try codec.encode(
                repeatElement(still, count: 1 + codec.vae.configuration.scaleFactorTemporal))
            for place in 0..<side * side {
                let color = still.meanColor(ofSquare: square, row: place / side, column: place % side)
                for time in 0..<latent.shape[1] {
                    let values = (0..<channels).map {
                        latent.floats[($0 * latent.shape[1] + time) * side * side + place]
                    }
                    samples.append(Sample(latent: values, color: color))
                }
            }
        }
        self.init(fitting: samples)
    }

    /// Discs of all sizes and colours over each other. [side, side, 3], -1...1
    private static func still(side: Int, by generator: inout TorchGenerator, on device: any Device) -> Tensor {
        let numbers = generator.normal(count: (discs + 1) * 6)
        let result = device.empty([side, side, 3])
        for disc in 0...discs {
            let number = { numbers[disc * 6 + $0] }
            let color = (0..<3).map { min(max(number($0) * 0.6, -1), 1) }
            let (x, y) = ((0.5 + 0.35 * number(3)) * Float(side), (0.5 + 0.35 * number(4)) * Float(side))
            // The first one fills the picture.
            let radius = (0.04 + 0.12 * abs(number(5))) * Float(side)
            for row in 0..<side {
                for column in 0..<side {
                    let (across, down) = (Float(column) - x, Float(row) - y)
                    guard disc == 0 || across * across + down * down < radius * radius else { continue }
                    for channel in 0..<3 { result.floats[(row * side + column) * 3 + channel] = color[channel] }
                }
            }
        }
        return result
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
