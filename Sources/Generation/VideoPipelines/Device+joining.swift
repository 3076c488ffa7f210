import Tensors

extension Device {
    func zeros(_ shape: Shape) -> Tensor {
        let result = empty(shape)
        result.floats.update(repeating: 0)
        return result
    }

    /// [C, T, h, w] of several C, one after the other.
    func joinedInChannels(_ parts: [Tensor]) -> Tensor {
        let result = empty(Shape([parts.reduce(0) { $0 + $1.shape[0] }] + parts[0].shape.extents.dropFirst()))
        var first = 0
        for part in parts {
            _ = UnsafeMutableBufferPointer(rebasing: result.floats[first...]).update(fromContentsOf: part.floats)
            first += part.count
        }
        return result
    }

    /// [C, T, h, w] of several T, one after the other.
    func joinedInTime(_ parts: [Tensor]) -> Tensor {
        let turned = parts.map { permute($0, [1, 0, 2, 3]) }
        return permute(joinedInChannels(turned), [1, 0, 2, 3])
    }

    /// Some latent frames of a latent [C, T, h, w].
    func frames(_ range: Range<Int>, of latent: Tensor) -> Tensor {
        permute(permute(latent, [1, 0, 2, 3])[range], [1, 0, 2, 3])
    }
}
