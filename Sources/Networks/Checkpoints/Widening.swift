import Tensors

/// Numbers of any type as 32-bit ones, in loops that the compiler makes vectors of: a 28 GB model has 14 billion weights.
enum Widening {
    /// - Parameters:
    ///   - source: of any type; 8-bit integers are widened without their scales.
    ///   - target: as many elements.
    static func widen(_ source: Tensor, into target: UnsafeMutableBufferPointer<Float>) {
        precondition(source.count == target.count)
        let address = UnsafeRawPointer(source.address)
        func bits(at index: Int) -> UInt32 {
            UInt32(address.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        }
        switch source.dtype {
        case .float32:
            for k in target.indices { target[k] = address.loadUnaligned(fromByteOffset: k * 4, as: Float.self) }
        case .bfloat16:
            for k in target.indices { target[k] = Float(bitPattern: bits(at: k) << 16) }
        case .float16:
            // A multiplication moves the exponent's bias from 15 to 127; infinity and NaN get theirs separately.
            for k in target.indices {
                let half = bits(at: k)
                let value = Float(bitPattern: (half & 0x7FFF) << 13) * 0x1p112
                let special: UInt32 = half & 0x7C00 == 0x7C00 ? 0x7F80_0000 : 0
                target[k] = Float(bitPattern: value.bitPattern | special | (half & 0x8000) << 16)
            }
        case .int8:
            for k in target.indices { target[k] = Float(address.load(fromByteOffset: k, as: Int8.self)) }
        }
        withExtendedLifetime(source.storage) {}
    }

    /// Finite float32 numbers as bfloat16, halves rounded to even; numbers that round beyond its range become infinite.
    static func narrow(_ source: UnsafeBufferPointer<Float>, into target: UnsafeMutablePointer<UInt16>) {
        for k in source.indices {
            let bits = source[k].bitPattern
            target[k] = UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
        }
    }
}
