import Foundation
import Testing

/// The commands that change clips, run as a person would, on a tiny model with random weights and a control branch.
@Suite("kinora's tasks") struct TaskCommandTests {
    private static let small = ["--steps", "2", "--guidance", "1", "--quiet"]

    private func run(_ arguments: [String], in folder: ScratchFolder, model: String = KinoraProcess.tinyControlModel)
        throws -> KinoraProcess
    {
        try KinoraProcess.run(arguments + ["--model", model], in: folder.url)
    }

    private func makeClip(_ name: String, in folder: ScratchFolder, frames: Int = 9) throws {
        let made = try run(
            [
                "generate", "a red balloon", "--width", "48", "--height", "32", "--frames", "\(frames)", "--output",
                name,
            ] + Self.small, in: folder)
        #expect(made.status == 0, "\(made.errors)")
    }

    private func inspect(_ name: String, in folder: ScratchFolder) throws -> String {
        let run = try KinoraProcess.run(["inspect", name], in: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        return run.output
    }

    @Test("a clip goes on, and gets a beginning; its own frames stay as they are", arguments: [false, true])
    func extends(before: Bool) throws {
        let folder = try ScratchFolder()
        try makeClip("clip/", in: folder)
        let made = try run(
            ["extend", "clip/", "--frames", "7", "--output", "longer/"] + (before ? ["--before"] : []) + Self.small,
            in: folder)
        #expect(made.status == 0, "\(made.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "longer").path)
        #expect(names.count == 16)
        let old = try pixels("clip/00003.png", in: folder)
        #expect(try pixels(before ? "longer/00010.png" : "longer/00003.png", in: folder) == old)
    }

    /// The compressed pixels of a PNG, which for equal pictures are equal.
    private func pixels(_ name: String, in folder: ScratchFolder) throws -> Data {
        let data = try Data(contentsOf: folder.url.appending(path: name))
        let start = try #require(data.range(of: Data("IDAT".utf8)))
        return data[start.lowerBound...]
    }

    @Test("an edit says what it was and keeps the clip's size")
    func edits() throws {
        let folder = try ScratchFolder()
        try makeClip("clip.mp4", in: folder)
        try makeClip("mask.png", in: folder, frames: 1)
        let made = try run(
            ["edit", "clip.mp4", "a blue balloon", "--mask", "mask.png", "--output", "edited.mp4"] + Self.small,
            in: folder)
        #expect(made.status == 0, "\(made.errors)")
        let said = try inspect("edited.mp4", in: folder)
        #expect(said.contains("48x32, 9 frames") && said.contains("\"task\":\"edit\""))
    }

    @Test("a canvas grows to another shape")
    func expands() throws {
        let folder = try ScratchFolder()
        try makeClip("picture.png", in: folder, frames: 1)
        let made = try run(
            ["expand", "picture.png", "a red balloon", "--down", "0.5", "--output", "tall.png"] + Self.small, in: folder
        )
        #expect(made.status == 0, "\(made.errors)")
        #expect(try inspect("tall.png", in: folder).contains("\"task\":\"expand\""))
    }

    @Test("pictures come in numbers, shapes and resolutions, also from a picture")
    func pictures() throws {
        let folder = try ScratchFolder()
        try makeClip("from.png", in: folder, frames: 1)
        let made = try run(
            [
                "image", "a red balloon", "--image", "from.png", "--count", "2", "--strength", "0.5", "--resolution",
                "1k", "--output", "to.png",
            ] + Self.small, in: folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(folder.names == ["from.png", "to-1.png", "to-2.png"])
        #expect(try inspect("to-2.png", in: folder).contains("1254x836"))
    }

    @Test("a region moves along a path")
    func moves() throws {
        let folder = try ScratchFolder()
        try makeClip("first.png", in: folder, frames: 1)
        try Data(
            #"{"dynamic_masks": [{"mask": "first.png", "trajectories": [{"x": 1, "y": 1}, {"x": 30, "y": 20}]}]}"#.utf8
        ).write(to: folder.url.appending(path: "motion.json"))
        let arguments = ["generate", "a balloon", "--image", "first.png", "--motion", "motion.json"]
        let made = try run(
            arguments + ["--width", "48", "--height", "32", "--frames", "5", "--output", "moved.gif"] + Self.small,
            in: folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(try inspect("moved.gif", in: folder).contains("motion-brush"))
    }

    @Test(
        "what cannot be is one sentence and status 65",
        arguments: [
            (["extend", "nothing.mp4"], "nothing.mp4"),
            (["edit", "clip.gif", "a dog", "--mask", "black.png"], "black everywhere"),
            (["expand", "clip.gif", "--aspect", "3:2"], "shape already"),
            (["expand", "clip.gif"], "Nothing would be added"),
            (["extend", "clip.gif", "--camera", "spin=3"], "no camera move"),
            (["image", "a dog", "--image", "clip.gif", "--strength", "0"], "none of"),
            (["generate", "a dog", "--image", "clip.gif", "--motion", "clip.gif"], "no motion brush"),
        ])
    func refuses(arguments: [String], sentence: String) throws {
        let folder = try ScratchFolder()
        try makeClip("clip.gif", in: folder)
        try Self.blackPicture.write(to: folder.url.appending(path: "black.png"))
        let made = try run(arguments + Self.small, in: folder)
        #expect(made.status == 65, "\(made.errors)")
        #expect(made.errors.contains(sentence), "\(made.errors)")
        #expect(made.errors.split(separator: "\n").count == 1)
        #expect(folder.names == ["black.png", "clip.gif"])
    }

    /// A black pixel.
    private static let blackPicture = Data(
        base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")!

    @Test("a model without a control branch says what it can do instead")
    func incapable() throws {
        let folder = try ScratchFolder()
        try makeClip("clip.gif", in: folder)
        let made = try run(["extend", "clip.gif"] + Self.small, in: folder, model: KinoraProcess.tinyModel)
        #expect(made.status == 65)
        #expect(made.errors.contains("cannot do extend; it can do text-to-video"))
    }
}
