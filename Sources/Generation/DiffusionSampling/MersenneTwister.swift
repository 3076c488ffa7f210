/// The 32-bit Mersenne Twister MT19937: 624 words of state, period 2^19937 - 1.
///
/// Source: Matsumoto & Nishimura 1998, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudorandom
/// number generator", with the initialization of 2002. PyTorch's `at::mt19937` gives the same words.
struct MersenneTwister: Sendable {
    private static let size = 624
    private static let middle = 397

    private var state: [UInt32]
    private var position = size

    /// - Parameter seed: only the low 32 bits count, as in PyTorch.
    init(seed: UInt64) {
        state = [UInt32](repeating: 0, count: Self.size)
        state[0] = UInt32(truncatingIfNeeded: seed)
        for i in 1..<Self.size {
            state[i] = 1_812_433_253 &* (state[i - 1] ^ state[i - 1] >> 30) &+ UInt32(i)
        }
    }

    /// The next 32 random bits.
    mutating func next() -> UInt32 {
        if position == Self.size { twist() }
        var word = state[position]
        position += 1
        word ^= word >> 11
        word ^= word << 7 & 0x9D2C_5680
        word ^= word << 15 & 0xEFC6_0000
        return word ^ word >> 18
    }

    /// Replaces all words of the state: x[k + 624] = x[k + 397] ^ (upper bit of x[k] | lower bits of x[k + 1]) A.
    private mutating func twist() {
        state.withUnsafeMutableBufferPointer { x in
            for k in 0..<Self.size {
                let following = x[k + 1 < Self.size ? k + 1 : 0]
                let mixed = x[k] & 0x8000_0000 | following & 0x7FFF_FFFF
                let source = k + Self.middle < Self.size ? k + Self.middle : k + Self.middle - Self.size
                x[k] = x[source] ^ mixed >> 1 ^ (following & 1 == 0 ? 0 : 0x9908_B0DF)
            }
        }
        position = 0
    }
}
