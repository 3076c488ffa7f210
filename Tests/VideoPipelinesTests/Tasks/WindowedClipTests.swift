import Testing

@testable import VideoPipelines

@Suite("WindowedClip") struct WindowedClipTests {
    private let rules = SizeRules(spatialMultiple: 16, temporalMultiple: 4, longestAxis: 1024)
    private let base = ClipRequest(prompt: "", width: 4, height: 2, frames: 12, steps: 1, guidance: 1, seed: 7)

    private func picture(_ value: UInt8) -> InputPicture { .filled(value, width: 4, height: 2) }

    private func extended(by new: Int, usesControl: Bool) -> WindowedClip {
        let overlap = usesControl ? 5 : 1
        return WindowedClip(
            base: base,
            plan: WindowPlan(after: overlap, total: overlap + new, window: 9, overlap: overlap, rules: rules),
            given: Dictionary(
                uniqueKeysWithValues: (0..<overlap).map { ($0, .init(picture: picture(UInt8(100 + $0)))) }),
            usesControl: usesControl)
    }

    @Test("a window keeps what is known and makes the rest, each with a seed of its own")
    func asks() throws {
        var clip = extended(by: 8, usesControl: true)
        let first = try #require(clip.nextRequest())
        #expect(first.frames == 9 && first.seed == 7 && first.control.holdsKept)
        #expect(first.control.mask.map { $0.bytes[0] } == [0, 0, 0, 0, 0, 255, 255, 255, 255])
        #expect(first.control.video.prefix(5).map { $0.bytes[0] } == [100, 101, 102, 103, 104])
        #expect(clip.take((0..<9).map { picture(UInt8(100 + $0)) }).map { $0.bytes[0] } == [105, 106, 107, 108])
        let second = try #require(clip.nextRequest())
        #expect(second.seed == 8)
        #expect(second.control.video.prefix(5).map { $0.bytes[0] } == [104, 105, 106, 107, 108])
        #expect(clip.take((0..<9).map { picture(UInt8(104 + $0)) }).count == 4)
        #expect(clip.nextRequest() == nil)
    }

    @Test("a model without a control branch is given the last frame as its first")
    func keyframes() throws {
        var clip = extended(by: 10, usesControl: false)
        let request = try #require(clip.nextRequest())
        #expect(request.keyframes == [Keyframe(frame: 0, picture: picture(100))] && request.control.isEmpty)
        #expect(clip.take((0..<9).map { _ in picture(100) }).count == 8)
        #expect(try #require(clip.nextRequest()).keyframes.map(\.frame) == [0])
        #expect(clip.take((0..<5).map { _ in picture(100) }).count == 2)
    }

    @Test("a window that comes out darker is brought back to the frames that it shares")
    func anchors() throws {
        var clip = extended(by: 4, usesControl: true)
        _ = try #require(clip.nextRequest())
        let made = clip.take((0..<9).map { picture(UInt8(100 + min($0, 4) - 20)) })
        #expect(made.allSatisfy { abs(Int($0.bytes[0]) - 106) <= 5 }, "\(made.map { $0.bytes[0] })")
    }

    @Test("outside of a mask every pixel stays, inside it changes, and the old passes over into the new at its edge")
    func merges() throws {
        let (width, height) = (96, 96)
        var mask = [UInt8](repeating: 0, count: width * height * 3)
        for y in 40..<56 { for x in 40..<56 { for c in 0..<3 { mask[(y * width + x) * 3 + c] = 255 } } }
        let old = InputPicture.filled(50, width: width, height: height)
        var clip = WindowedClip(
            base: ClipRequest(prompt: "", width: width, height: height, frames: 1, steps: 1, guidance: 1, seed: 0),
            plan: WindowPlan(after: 0, total: 1, window: 9, overlap: 1, rules: rules),
            given: [0: .init(picture: old, mask: InputPicture(width: width, height: height, bytes: mask))],
            usesControl: true)
        let request = try #require(clip.nextRequest())
        let asked = request.control.mask[0]
        let result = clip.take([.filled(200, width: width, height: height)])[0]
        for index in 0..<width * height {
            if mask[index * 3] > 127 { #expect(result.bytes[index * 3] == 200) }
            if asked.bytes[index * 3] < 128 { #expect(result.bytes[index * 3] == 50) }
        }
        #expect(Set(result.bytes).count > 2)
    }

    @Test("frames before a clip come in order, all at the end")
    func backwards() throws {
        var clip = WindowedClip(
            base: base, plan: WindowPlan(before: 4, total: 14, window: 9, overlap: 4, rules: rules),
            given: Dictionary(uniqueKeysWithValues: (10..<14).map { ($0, .init(picture: picture(UInt8(100 + $0)))) }),
            usesControl: true, isBackwards: true)
        let first = try #require(clip.nextRequest())
        #expect(first.control.mask.map { $0.bytes[0] } == [255, 255, 255, 255, 255, 0, 0, 0, 0])
        #expect(clip.take((5..<14).map { picture(UInt8(100 + $0)) }).isEmpty)
        _ = try #require(clip.nextRequest())
        #expect(
            clip.take((0..<9).map { picture(UInt8(100 + $0)) }).map { $0.bytes[0] } == (100..<110).map { UInt8($0) })
    }
}
