import Foundation
import ObjectSelection
import Testing

@Suite("Selection sessions") struct SelectionSessionTests {
    private func points(_ count: Int) throws -> [SelectionPoint] {
        try (0..<count).map { try SelectionPoint(x: Double($0) / 100, y: 0.5) }
    }

    @Test("points are kept in their order, each once") func adds() throws {
        var session = SelectionSession(frameCount: 5)
        try session.add(points(2), to: 3)
        try session.add(points(3), to: 3)
        #expect(session.points == [3: try points(3)])
    }

    @Test("ten points a frame, ten frames, and not one more") func limits() throws {
        var session = SelectionSession(frameCount: 20)
        try session.add(points(10), to: 0)
        #expect(throws: SelectionError.tooManyPoints(frame: 0, limit: 10)) { try session.add(points(11), to: 0) }
        for frame in 1..<10 { try session.add(points(1), to: frame) }
        #expect(throws: SelectionError.tooManyFrames(limit: 10)) { try session.add(points(1), to: 10) }
        #expect(session.points.count == 10)
        #expect(throws: SelectionError.frameOutOfRange(frame: 20, count: 20)) { try session.add(points(1), to: 20) }
        #expect(throws: SelectionError.frameOutOfRange(frame: -1, count: 20)) { try session.add(points(1), to: -1) }
    }

    @Test("only points that were added can be deleted, all or none") func deletes() throws {
        var session = SelectionSession(frameCount: 2)
        try session.add(points(3), to: 1)
        #expect(throws: SelectionError.noSuchPoint(frame: 1)) { try session.delete(points(4), from: 1) }
        #expect(throws: SelectionError.noSuchPoint(frame: 0)) { try session.delete(points(1), from: 0) }
        #expect(session.points[1]?.count == 3)
        try session.delete(points(2), from: 1)
        #expect(session.points[1] == [try points(3)[2]])
        try session.delete([points(3)[2]], from: 1)
        #expect(session.points.isEmpty)
    }

    @Test("clearing makes room") func clears() throws {
        var session = SelectionSession(frameCount: 1)
        try session.add(points(10), to: 0)
        session.clear()
        #expect(session.points.isEmpty)
        try session.add(points(10), to: 0)
    }

    @Test("a session is kept as JSON") func isCodable() throws {
        var session = SelectionSession(frameCount: 7)
        try session.add([SelectionPoint(x: 0.25, y: 1, isInside: false)], to: 6)
        let copy = try JSONDecoder().decode(SelectionSession.self, from: JSONEncoder().encode(session))
        #expect(copy == session)
        #expect(throws: SelectionError.pointOutOfRange(x: -3, y: 0)) {
            try JSONDecoder().decode(SelectionPoint.self, from: Data(#"{"x":-3,"y":0,"isInside":true}"#.utf8))
        }
    }

    @Test("points lie in the frame", arguments: [(-0.01, 0.5), (1.01, 0.5), (0.5, .nan), (.infinity, 0)])
    func refusesPoints(x: Double, y: Double) {
        let error = #expect(throws: SelectionError.self) { try SelectionPoint(x: x, y: y) }
        #expect(error?.description.contains("outside of the frame") == true)
    }
}
