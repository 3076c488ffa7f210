import Foundation
import Tensors

/// A prompt as the transformer's blocks see it: keys and values for every block, computed once for all steps.
///
/// The transformer is trained on texts padded with zero rows to a fixed length. Those rows all have the same key and
/// value, so one row stands for all of them and log(count) is added to its score; the softmax comes out the same.
public struct WanTextContext {
    let layers: [KeysAndValues]
    /// The same for the blocks of a control branch; none without one.
    let controlLayers: [KeysAndValues]
    /// Added to the scores of each text row, [n]; nil when nothing is padded.
    let bias: Tensor?

    /// The bias for `count` rows of text and `padding` rows that one last row stands for.
    static func bias(count: Int, padding: Int) -> Tensor? {
        guard padding > 0 else { return nil }
        return Tensor([Float](repeating: 0, count: count) + [log(Float(padding))], shape: [count + 1])
    }
}
