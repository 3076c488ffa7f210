import Testing

@testable import VideoPipelines

@Suite("WindowPlan") struct WindowPlanTests {
    private let rules = SizeRules(spatialMultiple: 16, temporalMultiple: 4, longestAxis: 1024)

    /// Every new frame is made once, from frames that are known by then, in windows that suit the model.
    private func check(_ plan: WindowPlan, new: Range<Int>, total: Int, window: Int) {
        var known = Set(0..<total).subtracting(new)
        var made: [Int] = []
        for part in plan.windows {
            #expect((part.frames.count - 1) % 4 == 0 && part.frames.count <= window)
            #expect(known.isSuperset(of: part.known))
            #expect(known.isDisjoint(with: part.new) && part.frames.contains(part.new.lowerBound))
            #expect(part.frames.lowerBound <= part.new.lowerBound && part.new.upperBound <= part.frames.upperBound)
            made += part.new
            known.formUnion(part.new)
        }
        #expect(made.sorted() == Array(new))
    }

    @Test("frames after known ones", arguments: [0, 1, 3, 5, 6, 40], [1, 2, 12, 13, 16, 17, 100])
    func after(known: Int, new: Int) {
        let plan = WindowPlan(after: known, total: known + new, window: 17, overlap: 5, rules: rules)
        check(plan, new: known..<known + new, total: known + new, window: 17)
        for part in plan.windows where !part.known.isEmpty { #expect((part.known.count - 1) % 4 == 0) }
    }

    @Test("frames before known ones", arguments: [1, 3, 4, 6, 40], [1, 2, 12, 13, 16, 17, 100])
    func before(known: Int, new: Int) {
        let plan = WindowPlan(before: known, total: known + new, window: 17, overlap: 5, rules: rules)
        check(plan, new: 0..<new, total: known + new, window: 17)
        if known >= 4 { for part in plan.windows { #expect(part.known.count == 4) } }
    }

    @Test("a model that can be given one frame gets the last")
    func oneFrame() {
        let plan = WindowPlan(after: 1, total: 33, window: 17, overlap: 1, rules: rules)
        #expect(plan.windows.map(\.frames) == [0..<17, 16..<33])
        #expect(plan.windows.map(\.known) == [0..<1, 16..<17])
    }

    @Test("a window always has room for a new frame", arguments: ["vace", "wan21-i2v"], [1, 2, 5, 6, 9, 17, 81])
    func overlap(family: String, window: Int) throws {
        let settings = try WanModelSettings(folder: GoldenCase(family).modelFolder)
        #expect((0..<window).contains(settings.overlap(ofWindow: window)))
        let request = ClipRequest(prompt: "", width: 16, height: 16, frames: 4, steps: 1, guidance: 1, seed: 0)
        let frames = [InputPicture.filled(0, width: 16, height: 16)]
        if window == 1 {
            #expect(throws: PipelineError.self) {
                try WindowedClip.extending(request, after: frames, window: window, settings: settings)
            }
        } else {
            let clip = try WindowedClip.extending(request, after: frames, window: window, settings: settings)
            #expect(clip.windowCount >= 1)
        }
    }
}
