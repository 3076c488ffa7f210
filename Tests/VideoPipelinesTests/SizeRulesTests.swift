import Testing
import VideoPipelines

@Suite("SizeRules") struct SizeRulesTests {
    private let rules = SizeRules(spatialMultiple: 16, temporalMultiple: 4, longestAxis: 1024)

    private func request(width: Int = 64, height: Int = 64, frames: Int = 5, steps: Int = 1) -> ClipRequest {
        ClipRequest(
            prompt: "", width: width, height: height, frames: frames, steps: steps, guidance: 1, seed: 0)
    }

    @Test("sizes that fit pass", arguments: [(16, 1), (64, 5), (1280, 81), (16384, 4093)])
    func passes(side: Int, frames: Int) throws { try rules.check(request(width: side, height: side, frames: frames)) }

    @Test("a size that does not fit is refused with the nearest two")
    func nearest() {
        #expect(
            throws: PipelineError.unsuitableSize(name: "Width", value: 50, multiple: 16, nearest: [48, 64])
        ) { try rules.check(request(width: 50)) }
        #expect(
            throws: PipelineError.unsuitableSize(name: "Height", value: 7, multiple: 16, nearest: [16])
        ) { try rules.check(request(height: 7)) }
        #expect(
            throws: PipelineError.unsuitableSize(name: "Frame count", value: 6, multiple: 4, nearest: [5, 9])
        ) { try rules.check(request(frames: 6)) }
    }

    @Test("numbers out of all range are refused", arguments: [0, -16, 16400, Int.max, Int.min])
    func range(value: Int) {
        #expect(throws: PipelineError.self) { try rules.check(request(width: value)) }
        #expect(throws: PipelineError.self) { try rules.check(request(frames: value)) }
        #expect(throws: PipelineError.self) { try rules.check(request(steps: value)) }
    }
}
