import DiffusionSampling
import Tensors
import Testing

@Suite("StepCache") struct StepCacheTests {
    private let device = ReferenceDevice()

    /// A network whose first block adds `first` and whose others add `others` to every token.
    private func run(
        _ cache: StepCache, first: Float, others: Float, isLast: Bool = false, shape: Shape = [3, 4]
    ) -> (tokens: Tensor, skipped: Bool) {
        let tokens = Tensor([Float](repeating: 1, count: shape.count), shape: shape)
        func add(_ number: Float) {
            for index in tokens.floats.indices { tokens.floats[index] += number }
        }
        var ranOthers = false
        cache.step(
            tokens, isLast: isLast, on: device, first: { add(first) },
            others: {
                add(others)
                ranOthers = true
            })
        #expect(cache.skippedLastStep == !ranOthers)
        return (tokens, !ranOthers)
    }

    @Test("a step like the last is left out and foreseen on the line through the last two full ones")
    func foresees() {
        let cache = StepCache(threshold: 0.1)
        #expect(!run(cache, first: 1, others: 2).skipped)
        #expect(!run(cache, first: 2, others: 3).skipped)
        let (tokens, skipped) = run(cache, first: 2.1, others: .nan)
        #expect(skipped)
        #expect(tokens.elements().allSatisfy { abs($0 - (1 + 2.1 + 4)) < 1e-6 })
        // Two steps after the last full one, so twice as far along the line.
        #expect(run(cache, first: 2, others: .nan).tokens.elements().allSatisfy { abs($0 - (1 + 2 + 5)) < 1e-6 })
    }

    @Test("a single full step is repeated")
    func repeats() {
        let cache = StepCache(threshold: 0.1)
        _ = run(cache, first: 1, others: 2)
        let (tokens, skipped) = run(cache, first: 1.05, others: .nan)
        #expect(skipped && tokens.elements().allSatisfy { abs($0 - 4.05) < 1e-6 })
    }

    @Test("a step that changes much runs in full, and so does the last")
    func runsInFull() {
        let cache = StepCache(threshold: 0.1)
        _ = run(cache, first: 1, others: 2)
        #expect(!run(cache, first: 1.2, others: 2).skipped)
        #expect(!run(cache, first: 1.2, others: 2, isLast: true).skipped)
    }

    @Test("tokens of another size begin anew")
    func newSize() {
        let cache = StepCache(threshold: 0.1)
        _ = run(cache, first: 1, others: 2)
        #expect(!run(cache, first: 1, others: 2, shape: [12, 4]).skipped)
        #expect(run(cache, first: 1, others: .nan, shape: [12, 4]).skipped)
    }
}
