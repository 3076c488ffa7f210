import Testing

@testable import VideoPipelines

@Suite("MotionBrush") struct MotionBrushTests {
    /// A square of 4 pixels around (10, 20) from the top left of 40 x 40.
    private func region() -> InputPicture {
        var bytes = [UInt8](repeating: 0, count: 4800)
        for y in 18..<22 { for x in 8..<12 { for c in 0..<3 { bytes[(y * 40 + x) * 3 + c] = 255 } } }
        return InputPicture(width: 40, height: 40, bytes: bytes)
    }

    @Test("a region's middle follows its path at even speed, upwards where y grows")
    func follows() throws {
        let brush = try MotionBrush(strokes: [
            .init(region: region(), path: [.init(x: 0, y: 0), .init(x: 10, y: 0), .init(x: 10, y: 10)])
        ])
        let centres = brush.centres(of: brush.strokes[0], frames: 5)
        #expect(centres.map(\.x) == [10, 15, 20, 20, 20])
        #expect(centres.map(\.y) == [20, 20, 20, 15, 10])
    }

    @Test("a path that stands still stays where it is")
    func still() throws {
        let brush = try MotionBrush(strokes: [.init(region: region(), path: [.init(x: 3, y: 3), .init(x: 3, y: 3)])])
        #expect(brush.centres(of: brush.strokes[0], frames: 3).allSatisfy { $0 == (10, 20) })
    }

    @Test("the drawing has a coloured dot where the thing is, and grey where nothing is")
    func draws() throws {
        let drawing = DrawnPaths(width: 128, height: 128, paths: [[(20, 30), (100, 90)]])
        for (frame, place) in [(20, 30), (100, 90)].enumerated() {
            let picture = drawing.frame(frame)
            let dot = (place.1 * 128 + place.0) * 3
            #expect(picture.bytes[dot] == 255 && picture.bytes[dot + 1] < 40)
            #expect(picture.bytes[(120 * 128 + 5) * 3] == 128)
        }
    }

    @Test("a region is cut out and laid down along its path, and its surroundings flow in where it was")
    func drags() throws {
        let region = region()
        let image = InputPicture(
            width: 40, height: 40, bytes: region.bytes.enumerated().map { $1 > 127 ? 250 : UInt8($0 % 3 * 50) })
        let brush = try MotionBrush(strokes: [.init(region: region, path: [.init(x: 0, y: 0), .init(x: 15, y: -5)])])
        let rough = DraggedRegions(image: image, brush: brush, frames: 2)
        let (picture, mask) = rough.frame(1)
        let (from, to) = ((20 * 40 + 10) * 3, (25 * 40 + 25) * 3)
        #expect(Array(picture.bytes[to..<to + 3]) == [250, 250, 250] && mask.bytes[to] == 255)
        #expect(Array(picture.bytes[from..<from + 3]) == [0, 50, 100] && mask.bytes[from] == 0)
        #expect(rough.frame(0).picture == image)
    }

    @Test("nothing to move, too much, and wrong masks are refused")
    func refuses() {
        let path = [MotionBrush.Point(x: 0, y: 0), .init(x: 1, y: 1)]
        #expect(throws: PipelineError.self) { try MotionBrush(strokes: []) }
        #expect(throws: PipelineError.self) {
            try MotionBrush(strokes: Array(repeating: .init(region: region(), path: path), count: 7))
        }
        #expect(throws: PipelineError.self) { try MotionBrush(strokes: [.init(region: region(), path: [path[0]])]) }
        #expect(throws: PipelineError.self) {
            try MotionBrush(strokes: [.init(region: .filled(0, width: 40, height: 40), path: path)])
        }
        #expect(throws: PipelineError.self) {
            try MotionBrush(
                strokes: [.init(region: region(), path: path)], still: .filled(0, width: 20, height: 40))
        }
    }
}
