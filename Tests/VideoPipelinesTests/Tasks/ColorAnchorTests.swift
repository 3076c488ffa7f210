import Testing

@testable import VideoPipelines

@Suite("ColorAnchor") struct ColorAnchorTests {
    private func ramp(_ change: (Int, Int) -> Int) -> InputPicture {
        InputPicture(
            width: 16, height: 4, bytes: (0..<192).map { UInt8(min(max(change(60 + $0 / 3 * 2, $0 % 3), 0), 255)) })
    }

    @Test("finds the gain and offset of each colour")
    func fits() {
        let known = ramp { value, _ in value }
        let made = ramp { value, channel in [value * 9 / 10 + 10, value, value + 12][channel] }
        let result = ColorAnchor(made: [made], known: [known]).apply(to: made)
        #expect(zip(result.bytes, known.bytes).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }

    @Test("does nothing where nothing is shared")
    func nothing() {
        let picture = ramp { value, _ in value }
        #expect(ColorAnchor(made: [], known: []).apply(to: picture) == picture)
    }

    @Test("does not take other pictures for other colours")
    func bounded() {
        let (made, known) = (ramp { value, _ in value }, ramp { value, _ in 310 - value })
        let result = ColorAnchor(made: [made], known: [known]).apply(to: made)
        #expect(result.bytes[0] < result.bytes[189])
    }
}
