import Testing
import VideoPipelines

@Suite("CanvasExpansion") struct CanvasExpansionTests {
    @Test("the picture lies in the middle of another shape", arguments: [(16.0 / 9, 1.0), (9.0 / 16, 1.0), (1.0, 1.6)])
    func middle(shape: Double, from: Double) throws {
        let layout = try CanvasExpansion(to: shape, from: from)
            .layout(picture: (Int(1000 * from), 1000), area: 128 * 128, multiple: 32)
        #expect(layout.width % 32 == 0 && layout.height % 32 == 0)
        #expect(abs(2 * layout.x + layout.pictureWidth - layout.width) <= 1)
        #expect(abs(2 * layout.y + layout.pictureHeight - layout.height) <= 1)
        #expect(layout.pictureWidth == layout.width || layout.pictureHeight == layout.height)
    }

    @Test("four ratios are shares of the picture")
    func ratios() throws {
        let layout = try CanvasExpansion(up: 0.5, left: 1).layout(picture: (64, 64), area: 128 * 96, multiple: 16)
        #expect((layout.width, layout.height) == (128, 96))
        #expect((layout.pictureWidth, layout.pictureHeight) == (64, 64))
        #expect((layout.x, layout.y) == (64, 32))
    }

    @Test("the picture never stands out", arguments: [(1, 4000), (4000, 1), (333, 77)])
    func odd(width: Int, height: Int) throws {
        let layout = try CanvasExpansion(down: 0.7, right: 0.2)
            .layout(picture: (width, height), area: 480 * 832, multiple: 32)
        #expect(layout.x >= 0 && layout.x + layout.pictureWidth <= layout.width)
        #expect(layout.y >= 0 && layout.y + layout.pictureHeight <= layout.height)
    }

    @Test("too much, too little and nonsense are refused")
    func refuses() {
        #expect(throws: PipelineError.self) { try CanvasExpansion() }
        #expect(throws: PipelineError.self) { try CanvasExpansion(up: 1, down: 1, left: 0.1) }
        #expect(throws: PipelineError.self) { try CanvasExpansion(up: -0.5) }
        #expect(throws: PipelineError.self) { try CanvasExpansion(up: .nan) }
        #expect(throws: PipelineError.self) { try CanvasExpansion(to: 1.0, from: 1.005) }
        #expect(throws: PipelineError.self) { try CanvasExpansion(to: 4, from: 1) }
    }
}
