import Tensors
import Testing

/// Expects every element within `tolerance` of what is expected, measured against the root mean square of all that is
/// expected; on failure prints the worst element.
func expectClose(
    _ found: Tensor, _ expected: Tensor, tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.shape == expected.shape, sourceLocation: sourceLocation)
    guard found.shape == expected.shape, found.count > 0 else { return }
    let (a, b) = (found.elements(), expected.elements())
    let size = (b.reduce(0) { $0 + Double($1) * Double($1) } / Double(b.count)).squareRoot()
    var worst = 0
    var square = 0.0
    for index in a.indices {
        let difference = abs(Double(a[index]) - Double(b[index]))
        square += difference * difference
        // Written so that NaN counts as worst.
        if !(difference <= abs(Double(a[worst]) - Double(b[worst]))) { worst = index }
    }
    let difference = abs(Double(a[worst]) - Double(b[worst]))
    #expect(
        difference <= tolerance * max(size, 1e-30),
        """
        worst at \(worst): \(a[worst]) instead of \(b[worst]); root mean square of differences \
        \((square / Double(a.count)).squareRoot()), of the expected \(size)
        """, sourceLocation: sourceLocation)
}

/// Reproducible numbers, even over -1...1.
struct Noise {
    private var state: UInt64
    init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> Float {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Float(state >> 40) * 0x1p-23 - 1
    }

    mutating func tensor(_ shape: Shape, scale: Float = 1, offset: Float = 0) -> Tensor {
        Tensor((0..<shape.count).map { _ in next() * scale + offset }, shape: shape)
    }
}

extension DType {
    /// The types of weights that need no scales.
    static let floats: [DType] = [.float32, .float16, .bfloat16]
}

extension Noise {
    /// All integers from -128 to 127 with scales of very different size, `shift` bytes into their memory.
    mutating func integers(_ shape: Shape, shift: Int = 0) -> WeightMatrix {
        let integers = tensor(shape, scale: 128)
        for index in 0..<integers.count { integers.floats[index].round(.down) }
        let scales = Tensor((0..<shape[0]).map { Float(0.01 + Double($0 % 7)) * next() }, shape: [shape[0]])
        return WeightMatrix(
            integers: integers.stored(as: .int8, shift: shift), scales: scales.stored(as: .float32, shift: shift))
    }
}

extension Tensor {
    /// The same numbers stored as another type, cut off to its precision, `shift` bytes into their memory.
    func stored(as dtype: DType, shift: Int = 0) -> Tensor {
        let storage = Storage.heap(byteCount: count * dtype.byteCount + shift)
        for (index, value) in elements().enumerated() {
            let target = storage.address + shift + index * dtype.byteCount
            switch dtype {
            case .float32: target.storeBytes(of: value.bitPattern, as: UInt32.self)
            case .bfloat16: target.storeBytes(of: UInt16(value.bitPattern >> 16), as: UInt16.self)
            case .float16: target.storeBytes(of: value.halfBits, as: UInt16.self)
            case .int8: target.storeBytes(of: Int8(value), as: Int8.self)
            }
        }
        return Tensor(shape: shape, dtype: dtype, storage: storage, byteOffset: shift)
    }
}

extension Float {
    /// Bits of the binary16 number next to this one towards zero; too large ones become infinity.
    fileprivate var halfBits: UInt16 {
        let sign: UInt16 = self.sign == .minus ? 0x8000 : 0
        if magnitude >= 65536 { return sign | 0x7C00 }
        if magnitude < 0x1p-14 { return sign | UInt16(magnitude * 0x1p24) }
        let biased = UInt32(magnitude.exponent + 15) << 10
        return sign | UInt16(biased | (magnitude.bitPattern >> 13 & 0x3FF))
    }
}
