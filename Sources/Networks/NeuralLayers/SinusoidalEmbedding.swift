import Foundation
import Tensors

/// A timestep as cosines and sines of geometric frequencies: [cos(t f_0), ..., sin(t f_0), ...],
/// f_i = 10000^(-i / half).
///
/// - Shapes: one timestep (0...1000) -> [1, channels].
/// - Precision: float32 throughout, because t f_i at t near 1000 carries its rounding into the angle.
/// - Source: Ho et al. 2020 after Vaswani et al. 2017; `Timesteps(flip_sin_to_cos: true)` in diffusers.
public func sinusoidalEmbedding(timestep: Float, channels: Int) -> Tensor {
    let half = channels / 2
    let angles = (0..<half).map { i in
        timestep * exp(Float(-log(10_000.0)) * Float(i) / Float(half))
    }
    let padding = [Float](repeating: 0, count: channels - 2 * half)
    return Tensor(angles.map { cos($0) } + angles.map { sin($0) } + padding, shape: [1, channels])
}
