import Foundation
import StudioDomain
import Testing

@Suite("Clip selections") struct ClipSelectionTests {
    private let points = (0..<11).map { MarkedPoint(x: Double($0) / 10, y: 0.5) }

    private func selection(frames: Int = 24) -> ClipSelection {
        ClipSelection(
            id: SelectionID(number: 1), account: AccountID(number: 1), clip: AssetID(number: 5), ownsClip: true,
            facts: ClipFacts(width: 64, height: 48, frames: frames, framesPerSecond: 12),
            createdAt: Date(timeIntervalSince1970: 0))
    }

    private let view = ClipSelection.View(
        masks: AssetID(number: 6), clip: AssetID(number: 7), cover: AssetID(number: 8), tracking: AssetID(number: 9))

    @Test("lasts a day, and its clip's length is known") func lasts() {
        #expect(selection().endsAt == Date(timeIntervalSince1970: 86400))
        #expect(selection().facts.seconds == 2)
    }

    @Test("points are kept in their order, each once, by the numbers of their frames") func adds() throws {
        var selection = selection()
        try selection.add([points[2], points[1]], to: 9)
        try selection.add([points[1], points[0]], to: 9)
        try selection.add([points[3]], to: 4)
        #expect(selection.frames.map(\.frame) == [4, 9])
        #expect(selection.points(on: 9) == [points[2], points[1], points[0]] && selection.points(on: 5).isEmpty)
    }

    @Test("ten points on each of ten frames are allowed, and no more") func limits() throws {
        var selection = selection()
        for frame in 0..<10 { try selection.add(Array(points.prefix(10)), to: frame) }
        let full = selection
        #expect(throws: SelectionRefusal.tooManyPoints(frame: 3)) { try selection.add([points[10]], to: 3) }
        #expect(throws: SelectionRefusal.tooManyFrames) { try selection.add([points[0]], to: 10) }
        #expect(throws: SelectionRefusal.noSuchFrame(24, of: 24)) { try selection.add([points[0]], to: 24) }
        #expect(throws: SelectionRefusal.noSuchFrame(-1, of: 24)) { try selection.delete([points[0]], from: -1) }
        #expect(selection == full)
    }

    @Test("what is deleted must equal what was added") func deletes() throws {
        var selection = selection()
        try selection.add([points[0], points[1]], to: 2)
        #expect(throws: SelectionRefusal.noSuchPoint(frame: 2)) {
            try selection.delete([points[0], points[4]], from: 2)
        }
        #expect(throws: SelectionRefusal.noSuchPoint(frame: 3)) { try selection.delete([points[0]], from: 3) }
        try selection.delete([points[0]], from: 2)
        #expect(selection.points(on: 2) == [points[1]])
        try selection.delete([points[1]], from: 2)
        #expect(selection.frames.isEmpty)
    }

    @Test("a view is of the points as they are: a change takes it away, the same points again do not") func views()
        throws
    {
        var selection = selection()
        try selection.add([points[0]], to: 0)
        selection.show(view)
        try selection.add([points[0]], to: 0)
        #expect(selection.view == view && Set(selection.assets) == Set([selection.clip] + view.assets))
        try selection.add([points[1]], to: 0)
        #expect(selection.view == nil && selection.assets == [selection.clip])
        selection.show(view)
        selection.clear()
        #expect(selection.view == nil && selection.frames.isEmpty)
    }

    @Test("is the same after it was kept") func coding() throws {
        var selection = selection()
        try selection.add(points.dropLast(), to: 3)
        selection.show(view)
        selection.order()
        let json = StoredJSON()
        #expect(try json.decode(ClipSelection.self, from: Data(json.encode(selection))) == selection)
        let order = Order(
            task: .editVideo(.swap), prompt: "a fox",
            inputs: [OrderInput(role: .mask, source: .selected(in: selection.clip, frames: selection.frames))],
            selection: selection.id)
        #expect(try json.decode(Order.self, from: Data(json.encode(order))) == order)
    }

    @Test("an order of before there were selections can be read") func oldOrders() throws {
        let order = Order(task: .textToVideo, prompt: "a dog")
        var text = String(decoding: try StoredJSON().encode(order), as: UTF8.self)
        #expect(!text.contains("selection"))
        text = text.replacingOccurrences(of: "\"selection\":null,", with: "")
        #expect(try StoredJSON().decode(Order.self, from: Data(text.utf8)) == order)
    }
}
