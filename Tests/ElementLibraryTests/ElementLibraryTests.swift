import ElementLibrary
import Foundation
import MediaIO
import Testing

@Suite("Element library") final class ElementLibraryTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-elements-\(UUID().uuidString)")
    private var library: ElementLibrary { ElementLibrary(folder: folder) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func picture(_ width: Int, _ height: Int, shade: UInt8 = 100) -> Picture {
        Picture(width: width, height: height, bytes: [UInt8](repeating: shade, count: width * height * 3))
    }

    private func element(_ name: String, pictures: Int = 1) throws -> Element {
        try Element(
            name: name, description: "a \(name)",
            pictures: (0..<pictures).map { picture(40 + $0, 30, shade: UInt8($0)) })
    }

    @Test("what is added comes back, pictures in their order") func keeps() throws {
        #expect(library.names().isEmpty)
        let robot = try element("robot", pictures: 4)
        try library.add(robot)
        try library.add(element("小红马-2"))
        #expect(library.names() == ["robot", "小红马-2"])
        #expect(try library.element(named: "robot") == robot)
        #expect(try library.summary(named: "小红马-2") == ("a 小红马-2", 1))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "robot").path).sorted()
        #expect(files == ["1.png", "2.png", "3.png", "4.png", "element.json"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["robot", "小红马-2"])
    }

    @Test("a name is taken until it is removed") func namesAreTaken() throws {
        try library.add(element("robot"))
        #expect(throws: ElementError.exists(name: "robot")) { try library.add(element("robot", pictures: 2)) }
        #expect(try library.element(named: "robot").pictures.count == 1)
        try library.remove(named: "robot")
        #expect(throws: ElementError.missing(name: "robot", known: [])) { try library.remove(named: "robot") }
        try library.add(element("robot", pictures: 2))
        #expect(try library.element(named: "robot").pictures.count == 2)
    }

    @Test("one of many that add the same name at once wins, complete") func races() async throws {
        let (library, robot) = (library, try element("robot", pictures: 2))
        let added = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? library.add(robot)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(added == 1)
        #expect(try library.element(named: "robot") == robot)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["robot"])
    }

    @Test(
        "a name that is no name never becomes a path",
        arguments: [
            "", ".", "..", "../robot", "a/b", "/etc", "-robot", "a b", "a.b", "a\u{0}b", "a\n", "~", "$HOME", "a\\b",
            "👾",
            String(repeating: "a", count: 21),
        ])
    func refusesNames(name: String) throws {
        #expect(throws: ElementError.wrongName) { try element(name) }
        #expect(throws: ElementError.wrongName) { try library.element(named: name) }
        #expect(throws: ElementError.wrongName) { try library.remove(named: name) }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test("two spellings of one name are one") func composesNames() throws {
        try library.add(element("caf\u{E9}"))
        #expect(try library.element(named: "cafe\u{301}").name == "caf\u{E9}")
        #expect(throws: ElementError.exists(name: "caf\u{E9}")) { try library.add(element("cafe\u{301}")) }
    }

    @Test(
        "descriptions are one line of up to 100 characters",
        arguments: ["", "  ", "a\nb", "a\u{7}b", String(repeating: "狗", count: 101)])
    func refusesDescriptions(description: String) throws {
        #expect(throws: ElementError.wrongDescription(name: "robot")) {
            try Element(name: "robot", description: description, pictures: [picture(4, 4)])
        }
        _ = try Element(name: "robot", description: String(repeating: "狗", count: 100), pictures: [picture(4, 4)])
    }

    @Test("one to four pictures, reduced to 2048 pixels a side") func pictures() throws {
        for count in [0, 5] {
            #expect(throws: ElementError.wrongPictureCount(name: "robot", count: count)) {
                try element("robot", pictures: count)
            }
        }
        let large = try Element(name: "robot", description: "a robot", pictures: [picture(4096, 300), picture(1, 1)])
        #expect(large.pictures.map(\.width) == [2048, 1] && large.pictures.map(\.height) == [150, 1])
    }

    @Test(
        "a damaged element says so, and can be removed",
        arguments: [
            "", "{", "[]", #"{"version":1,"name":"other","description":"x","pictures":1}"#,
            #"{"version":2,"name":"robot","description":"x","pictures":1}"#,
            #"{"version":1,"name":"robot","description":"x","pictures":99}"#,
            #"{"version":1,"name":"robot","description":"","pictures":1}"#,
            #"{"version":1,"name":"robot","description":"x","pictures":2}"#,
        ])
    func damagedRecord(record: String) throws {
        try library.add(element("robot"))
        try Data(record.utf8).write(to: folder.appending(path: "robot/element.json"))
        #expect(throws: ElementError.damaged(name: "robot")) { try library.element(named: "robot") }
        try library.remove(named: "robot")
        #expect(library.names().isEmpty)
    }

    @Test("a picture that is none says so") func damagedPicture() throws {
        try library.add(element("robot"))
        try Data("no picture".utf8).write(to: folder.appending(path: "robot/1.png"))
        #expect(throws: ElementError.damaged(name: "robot")) { try library.element(named: "robot") }
    }

    @Test("a library that cannot be written to says so") func cannotWrite() throws {
        try Data().write(to: folder)
        #expect(throws: ElementError.cannotWrite(name: "robot")) { try library.add(element("robot")) }
    }
}
