import Checkpoints
import NeuralLayers
import Tensors

/// Takes a picture encoder's features to the width of the transformer's tokens.
///
/// Where two pictures are given, their rows stand one after the other and get learned positions.
/// - Shapes: features [n, imageDim] -> [n, C].
/// - Source: `WanImageEmbedding` in diffusers.
struct PictureEmbedding {
    private let positions: Tensor?
    private let inputNorm: LayerNorm, outputNorm: LayerNorm
    private let widen: Linear, narrow: Linear

    init(_ scope: WeightScope, inputs: Int, outputs: Int, positions count: Int?) throws(CheckpointError) {
        // Not the transformer's epsilon: the reference leaves PyTorch's default here.
        let epsilon: Float = 1e-5
        if let count {
            let table = try scope.tensor("pos_embed", [1, count, inputs])
            positions = Tensor(table.elements(), shape: [count, inputs])
        } else {
            positions = nil
        }
        inputNorm = try LayerNorm(scope["norm1"], channels: inputs, epsilon: epsilon)
        widen = try Linear(scope["ff"]["net"][0]["proj"], inputs: inputs, outputs: inputs)
        narrow = try Linear(scope["ff"]["net"][2], inputs: inputs, outputs: outputs)
        outputNorm = try LayerNorm(scope["norm2"], channels: outputs, epsilon: epsilon)
    }

    func callAsFunction(_ features: Tensor, on device: any Device) -> Tensor {
        let placed = positions.map { device.add(features, $0) } ?? features
        let widened = widen(inputNorm(placed, on: device), on: device, activation: .geluErf)
        return outputNorm(narrow(widened, on: device), on: device)
    }
}

/// Pictures as the transformer's blocks see them: keys and values for every block, computed once for all steps.
public struct WanPictureContext {
    let layers: [KeysAndValues]
}
