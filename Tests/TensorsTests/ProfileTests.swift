import Tensors
import Testing

@Suite("Profile") struct ProfileTests {
    @Test("operations are timed and their work is counted, and their results are the device's")
    func operations() {
        let profile = Profile()
        let device = ProfilingDevice(ReferenceDevice(), into: profile)
        let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
        let y = device.linear(x, weight: Tensor([1, 1], shape: [1, 2]), bias: nil)
        #expect(y.elements() == [3, 7, 11])
        _ = device.activate(y, .silu)
        #expect(profile.spans.map(\.name) == ["linear [3, 2] to 1", "silu [3, 1]"])
        #expect(profile.spans.map(\.flops) == [12, 0])
        #expect(profile.spans[1].start >= profile.spans[0].start + profile.spans[0].duration)
    }

    @Test("entering a span ends the one before on its track, and on no other")
    func tracks() {
        let profile = Profile()
        profile.enter("whole", on: .stages)
        profile.enter("first", on: .steps)
        profile.enter("second", on: .steps)
        profile.enter(nil, on: .steps)
        profile.enter(nil, on: .steps)
        #expect(profile.spans.map(\.name) == ["first", "second"])
        profile.enter(nil, on: .stages)
        #expect(profile.spans.map(\.name) == ["first", "second", "whole"])
    }
}
