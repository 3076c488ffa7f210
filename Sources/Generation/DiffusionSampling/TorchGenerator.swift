import Foundation
import Tensors

/// Random numbers equal, bit for bit, to those of `torch.Generator("cpu").manual_seed(seed)`.
///
/// Draws continue where the last one ended, as they do in PyTorch: `normal(a)` then `normal(b)` are what
/// `torch.randn(a, generator=g)` then `torch.randn(b, generator=g)` return in float32.
///
/// Source: `normal_fill` and `normal_distribution` of PyTorch 2.13 (`ATen/native/cpu/DistributionTemplates.h`,
/// `ATen/core/DistributionsHelper.h`), as they run on x86-64 processors with AVX2. A build of PyTorch for other
/// processors computes the logarithm, sine and cosine elsewhere and differs from this one in last bits.
public struct TorchGenerator: Sendable {
    private var words: MersenneTwister
    /// The second value of the last pair drawn for a tensor of fewer than 16 elements.
    private var spare: Double?

    public init(seed: UInt64) { words = MersenneTwister(seed: seed) }

    /// Standard normal values as a float32 tensor: `torch.randn(shape, generator=self)`.
    public mutating func normal(_ shape: Shape) -> Tensor {
        let tensor = Tensor(
            shape: shape, dtype: .float32, storage: .heap(byteCount: shape.count * MemoryLayout<Float>.stride))
        withExtendedLifetime(tensor.storage) { fillNormal(tensor.floats) }
        return tensor
    }

    /// `count` standard normal values: `torch.randn(count, generator=self)`.
    public mutating func normal(count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            fillNormal(UnsafeMutableBufferPointer(start: buffer.baseAddress, count: count))
            initialized = count
        }
    }

    private mutating func fillNormal(_ values: UnsafeMutableBufferPointer<Float>) {
        guard values.count >= BoxMuller.width else {
            for i in values.indices { values[i] = Float(nextNormal()) }
            return
        }
        for i in values.indices { values[i] = nextUniform() }
        for start in stride(from: 0, through: values.count - BoxMuller.width, by: BoxMuller.width) {
            BoxMuller.transform(values, from: start)
        }
        // A remainder is not transformed on its own: the last 16 values are all drawn anew.
        if values.count % BoxMuller.width != 0 {
            let start = values.count - BoxMuller.width
            for i in start..<values.count { values[i] = nextUniform() }
            BoxMuller.transform(values, from: start)
        }
    }

    /// A multiple of 2^-24 in 0..<1, from the low 24 bits of one word.
    private mutating func nextUniform() -> Float { Float(words.next() & 0xFF_FFFF) * 0x1p-24 }

    /// A multiple of 2^-53 in 0..<1, from the low 53 bits of two words, the upper one first.
    private mutating func nextUniformDouble() -> Double {
        let upper = UInt64(words.next())
        let lower = UInt64(words.next())
        return Double((upper << 32 | lower) & (1 << 53 - 1)) * 0x1p-53
    }

    /// One value of a small tensor: the Box-Muller transform in double precision, two values a time.
    private mutating func nextNormal() -> Double {
        if let value = spare {
            spare = nil
            return value
        }
        let u1 = nextUniformDouble()
        let u2 = nextUniformDouble()
        let radius = (-2 * log1p(-u2)).squareRoot()
        let angle = 2 * Double.pi * u1
        spare = radius * sin(angle)
        return radius * cos(angle)
    }
}
