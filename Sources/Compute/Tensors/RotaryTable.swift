/// The angles of a rotary position embedding, one row a token.
///
/// Pair (2i, 2i+1) of each head of token l is turned by the angle whose cosine and sine stand at [l, i].
/// - Shapes: cosines and sines [L, D/2], float32.
/// - Source: Su et al. 2021, "RoFormer", eq. 34; pairs lie next to each other as in Wan 2.1.
public struct RotaryTable {
    public let cosines: Tensor
    public let sines: Tensor

    public init(cosines: Tensor, sines: Tensor) {
        precondition(cosines.shape == sines.shape && cosines.shape.rank == 2)
        self.cosines = cosines
        self.sines = sines
    }
}
