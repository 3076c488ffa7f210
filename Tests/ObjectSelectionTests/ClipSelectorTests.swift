import ObjectSelection
import Testing

@Suite("Selecting in clips") struct ClipSelectorTests {
    private static let still = DrawnScene(width: 192, height: 128, centers: [(80, 60)])

    private func point(_ x: Double, _ y: Double, in scene: DrawnScene, isInside: Bool = true) throws -> SelectionPoint {
        try SelectionPoint(x: x / Double(scene.width), y: y / Double(scene.height), isInside: isInside)
    }

    @Test(
        "one point anywhere on a thing of two colours gives the whole of it",
        arguments: [(80.0, 60.0), (70, 50), (92, 70)])
    func onePoint(x: Double, y: Double) throws {
        let scene = Self.still
        let mask = try scene.selector().mask(of: [point(x, y, in: scene)], on: 0)
        #expect(mask.intersectionOverUnion(scene.mask(0)) > 0.93)
    }

    @Test("the same points give the same mask") func isDeterministic() throws {
        let (scene, points) = (Self.still, [try point(80, 60, in: Self.still)])
        let masks = try (0..<3).map { _ in try scene.selector().mask(of: points, on: 0) }
        #expect(masks[0] == masks[1] && masks[1] == masks[2])
    }

    @Test("a point on another thing adds it, a point outside takes it away again") func addsAndTakesAway() throws {
        let (one, two) = (Self.still, DrawnScene(width: 192, height: 128, radius: 16, centers: [(150, 96)]))
        var bytes = one.frame(0).bytes
        let other = two.frame(0).bytes
        for index in 0..<192 * 128 where two.isDisc(index % 192, index / 192, in: 0) {
            for channel in 0..<3 { bytes[index * 3 + channel] = other[index * 3 + channel] }
        }
        var selector = ClipSelector(width: 192, height: 128)
        try selector.append(SelectionFrame(width: 192, height: 128, bytes: bytes))
        let both = try selector.mask(of: [point(80, 60, in: one), point(150, 96, in: two)], on: 0)
        let union = ObjectMask(
            width: 192, height: 128, bytes: zip(one.mask(0).bytes, two.mask(0).bytes).map { $0 | $1 })
        #expect(both.intersectionOverUnion(union) > 0.9)
        let first = try selector.mask(
            of: [point(80, 60, in: one), point(150, 96, in: two, isInside: false)], on: 0)
        #expect(first.intersectionOverUnion(one.mask(0)) > 0.9)
    }

    @Test("a mask is as large as its frame, whatever is searched", arguments: [(1, 1), (3, 200), (17, 5), (1400, 900)])
    func keepsSize(width: Int, height: Int) throws {
        var selector = ClipSelector(width: width, height: height)
        let scene = DrawnScene(
            width: width, height: height, radius: Double(min(width, height)) / 4,
            centers: [(Double(width) / 2, Double(height) / 2)])
        try selector.append(scene.frame(0))
        let mask = try selector.mask(of: [SelectionPoint(x: 0.5, y: 0.5)], on: 0)
        #expect((mask.width, mask.height) == (width, height))
        if width > 1000 { #expect(mask.intersectionOverUnion(scene.mask(0)) > 0.93) }
    }

    @Test("corners and a frame of one colour are no trouble") func oddPlaces() throws {
        var selector = ClipSelector(width: 40, height: 30)
        try selector.append(
            SelectionFrame(width: 40, height: 30, bytes: [UInt8](repeating: 128, count: 40 * 30 * 3)))
        for (x, y) in [(0.0, 0.0), (1, 1), (0, 1), (0.5, 0.5)] {
            let mask = try selector.mask(of: [SelectionPoint(x: x, y: y)], on: 0)
            #expect(mask.contains(x: min(39, Int(x * 40)), y: min(29, Int(y * 30))))
        }
    }

    @Test("a thing is followed from the middle of a clip to both ends") func follows() throws {
        let centers = DrawnScene.path(from: (50, 60), step: (8, 1), count: 9)
        let scene = DrawnScene(width: 192, height: 128, centers: centers)
        let selector = try scene.selector()
        var session = SelectionSession(frameCount: 9)
        try session.add([point(scene.centers[4].x, scene.centers[4].y, in: scene)], to: 4)
        var calls: [Int] = []
        let track = try selector.track(session) { calls.append($0) }
        #expect(calls == Array(1...9))
        for frame in 0..<9 {
            #expect(try track.mask(at: frame).intersectionOverUnion(scene.mask(frame)) > 0.88, "frame \(frame)")
        }
    }

    @Test("behind a post the mask is empty, and it comes back on the other side") func findsAgain() throws {
        let centers = DrawnScene.path(from: (30, 60), step: (7, 0), count: 24)
        let scene = DrawnScene(width: 224, height: 120, radius: 18, centers: centers, post: 90..<134)
        var session = SelectionSession(frameCount: centers.count)
        try session.add([point(30, 60, in: scene)], to: 0)
        let track = try scene.selector().track(session)
        for frame in centers.indices {
            let (found, wanted) = (try track.mask(at: frame), scene.mask(frame))
            if wanted.isEmpty { #expect(found.isEmpty, "frame \(frame)") }
            if wanted.area > 1000 { #expect(found.intersectionOverUnion(wanted) > 0.85, "frame \(frame)") }
        }
        #expect(centers.indices.contains { scene.mask($0).isEmpty })
        #expect(track.framesWithObject < centers.count)
    }

    @Test("points on two frames share the frames between them") func twoMarkedFrames() throws {
        let scene = DrawnScene(width: 192, height: 128, centers: [(60, 60), (60, 60), (130, 60), (130, 60)])
        var session = SelectionSession(frameCount: 4)
        try session.add([point(60, 60, in: scene)], to: 0)
        try session.add([point(130, 60, in: scene)], to: 3)
        let track = try scene.selector().track(session)
        for frame in 0..<4 { #expect(try track.mask(at: frame).intersectionOverUnion(scene.mask(frame)) > 0.88) }
    }

    @Test("without points nothing is selected; with points outside alone that is an error") func nothing() throws {
        let selector = try Self.still.selector()
        #expect(try selector.track(SelectionSession(frameCount: 1)).mask(at: 0).isEmpty)
        #expect(throws: SelectionError.nothingInside(frame: 0)) {
            try selector.mask(of: [SelectionPoint(x: 0.5, y: 0.5, isInside: false)], on: 0)
        }
        #expect(throws: SelectionError.frameOutOfRange(frame: 1, count: 1)) {
            try selector.mask(of: [SelectionPoint(x: 0.5, y: 0.5)], on: 1)
        }
        var other = selector
        #expect(throws: SelectionError.frameSizesDiffer) {
            try other.append(SelectionFrame(width: 1, height: 1, bytes: [0, 0, 0]))
        }
    }

    @Test("a throw while following ends it") func stops() throws {
        struct Stop: Error {}
        let scene = DrawnScene(width: 64, height: 64, radius: 12, centers: [(30, 30), (32, 30), (34, 30)])
        var session = SelectionSession(frameCount: 3)
        try session.add([SelectionPoint(x: 0.47, y: 0.47)], to: 0)
        #expect(throws: Stop.self) { try scene.selector().track(session) { if $0 == 2 { throw Stop() } } }
    }
}
