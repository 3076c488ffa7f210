import Tensors

/// Unit noise for a smaller latent, made of the noise of a larger one, so that both lead to similar pictures.
///
/// Each number is the sum over the area that it covers, scaled so that its variance is 1 again. Where the ratio is not
/// whole, neighbours share a little of the same noise.
/// - Shapes: noise [C, T, H, W] -> [C, T, height, width].
public func shrinkNoise(_ noise: Tensor, height: Int, width: Int, on device: any Device) -> Tensor {
    resample(
        noise, rows: .coveringNoise(from: noise.shape[2], to: height),
        columns: .coveringNoise(from: noise.shape[3], to: width), on: device)
}

/// A latent at another size, by linear interpolation between the centres of its pixels.
/// - Shapes: latent [C, T, H, W] -> [C, T, height, width].
public func enlargeLatent(_ latent: Tensor, height: Int, width: Int, on device: any Device) -> Tensor {
    resample(
        latent, rows: .interpolating(from: latent.shape[2], to: height),
        columns: .interpolating(from: latent.shape[3], to: width), on: device)
}

/// Which inputs each output along an axis is a sum of.
private struct ResamplingTaps {
    /// For each output the first input and the weights from there on.
    let outputs: [(first: Int, weights: [Float])]

    static func coveringNoise(from inputs: Int, to count: Int) -> ResamplingTaps {
        let ratio = Double(inputs) / Double(count)
        return ResamplingTaps(
            outputs: (0..<count).map { output in
                let (start, end) = (Double(output) * ratio, Double(output + 1) * ratio)
                let first = Int(start)
                let covered = (first..<min(inputs, Int(end.rounded(.up)))).map { input in
                    max(0, min(end, Double(input + 1)) - max(start, Double(input)))
                }
                let deviation = covered.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return (first, covered.map { Float($0 / deviation) })
            })
    }

    static func interpolating(from inputs: Int, to count: Int) -> ResamplingTaps {
        let ratio = Double(inputs) / Double(count)
        return ResamplingTaps(
            outputs: (0..<count).map { output in
                let position = min(max((Double(output) + 0.5) * ratio - 0.5, 0), Double(inputs - 1))
                let first = min(Int(position), max(0, inputs - 2))
                let rest = Float(position - Double(first))
                return (first, inputs > 1 ? [1 - rest, rest] : [1])
            })
    }
}

private func resample(_ x: Tensor, rows: ResamplingTaps, columns: ResamplingTaps, on device: any Device) -> Tensor {
    let (channels, frames, width) = (x.shape[0], x.shape[1], x.shape[3])
    let result = device.empty([channels, frames, rows.outputs.count, columns.outputs.count])
    let target = result.floats
    var written = 0
    for plane in 0..<channels * frames {
        let source = x.floats[(plane * x.shape[2] * width)..<((plane + 1) * x.shape[2] * width)]
        for (firstRow, rowWeights) in rows.outputs {
            for (firstColumn, columnWeights) in columns.outputs {
                var sum: Float = 0
                for (i, rowWeight) in rowWeights.enumerated() {
                    let start = source.startIndex + (firstRow + i) * width + firstColumn
                    for (j, columnWeight) in columnWeights.enumerated() {
                        sum += rowWeight * columnWeight * source[start + j]
                    }
                }
                target[written] = sum
                written += 1
            }
        }
    }
    return result
}
