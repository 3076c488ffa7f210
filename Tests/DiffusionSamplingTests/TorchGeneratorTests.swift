import DiffusionSampling
import Foundation
import Tensors
import Testing

@Suite("TorchGenerator") struct TorchGeneratorTests {
    struct Case: Decodable {
        struct Draw: Decodable {
            let count: Int
            let first: [UInt32]
            let checksum: String
        }
        let seed: String
        let draws: [Draw]
    }

    @Test("consecutive draws have the bits that PyTorch's have, whatever their size")
    func bits() throws {
        for golden in try GoldenFile<Case>.cases(of: "noise") {
            var generator = TorchGenerator(seed: UInt64(golden.seed)!)
            for draw in golden.draws {
                let bits = generator.normal(count: draw.count).map(\.bitPattern)
                #expect(Array(bits.prefix(3)) == draw.first, "seed \(golden.seed), \(draw.count) values")
                #expect(checksum(bits) == draw.checksum, "seed \(golden.seed), \(draw.count) values")
            }
        }
    }

    @Test("a tensor holds the same values as an array", arguments: [3, 16, 50])
    func tensor(count: Int) {
        var first = TorchGenerator(seed: 9)
        var second = first
        #expect(first.normal([1, count]).elements() == second.normal(count: count))
    }

    @Test("a million values are standard normal")
    func moments() {
        var generator = TorchGenerator(seed: 3)
        let values = generator.normal(count: 1_000_000).map(Double.init)
        let mean = values.reduce(0, +) / 1e6
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e6
        // Four standard deviations of the two estimates.
        #expect(abs(mean) < 0.004)
        #expect(abs(variance - 1) < 0.006)
    }

    /// FNV-1a over 32-bit words.
    private func checksum(_ bits: [UInt32]) -> String {
        let value = bits.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
