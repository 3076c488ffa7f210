import Foundation
import Tensors

/// Rotary position embedding over latent frames, rows and columns.
///
/// A head of width D gives 2 floor(D/6) channels each to rows and columns and the rest to time; each part turns by
/// position times 10000^(-2i/part).
/// - Source: `WanRotaryPosEmbed` in diffusers; angles in double precision as there.
public struct RotaryEmbedding {
    let headWidth: Int
    let theta: Double

    public init(headWidth: Int, theta: Double = 10_000) {
        precondition(headWidth % 2 == 0)
        self.headWidth = headWidth
        self.theta = theta
    }

    /// Angles for a grid of tokens, frames outermost: [frames * rows * columns, headWidth / 2].
    public func table(frames: Int, rows: Int, columns: Int) -> RotaryTable {
        let spatial = 2 * (headWidth / 6)
        let parts = [headWidth - 2 * spatial, spatial, spatial]
        let frequencies = parts.map { part in
            stride(from: 0, to: part, by: 2).map { pow(theta, -Double($0) / Double(part)) }
        }
        var cosines: [Float] = []
        var sines: [Float] = []
        cosines.reserveCapacity(frames * rows * columns * headWidth / 2)
        sines.reserveCapacity(cosines.capacity)
        for frame in 0..<frames {
            for row in 0..<rows {
                for column in 0..<columns {
                    for (position, frequency) in zip([frame, row, column], frequencies) {
                        for f in frequency {
                            let angle = Double(position) * f
                            cosines.append(Float(cos(angle)))
                            sines.append(Float(sin(angle)))
                        }
                    }
                }
            }
        }
        let shape: Shape = [frames * rows * columns, headWidth / 2]
        return RotaryTable(cosines: Tensor(cosines, shape: shape), sines: Tensor(sines, shape: shape))
    }
}
