import Foundation
import MediaIO
import Testing

@Suite("kinora element") struct ElementCommandTests {
    private func kinora(_ arguments: [String], in folder: ScratchFolder) throws -> KinoraProcess {
        try KinoraProcess.run(arguments, in: folder.url, environment: ["KINORA_HOME": folder.url.path])
    }

    private func writePicture(_ name: String, in folder: ScratchFolder) throws {
        let writer = try ClipWriter(
            to: folder.url.appending(path: name), format: .png, width: 40, height: 32, framesPerSecond: FrameRate(1),
            metadata: nil)
        try writer.append(Picture(width: 40, height: 32, bytes: [UInt8](repeating: 90, count: 40 * 32 * 3)))
        try writer.finish()
    }

    private let add = [
        "element", "add", "robot", "--image", "a.png", "--image", "a.png", "--description", "a red robot",
    ]

    @Test("an element is added, listed, shown and removed") func lives() throws {
        let folder = try ScratchFolder()
        try writePicture("a.png", in: folder)
        #expect(try kinora(["element", "list"], in: folder).output == "")
        #expect(try kinora(add, in: folder).output == "robot  (2 pictures)\n")
        #expect(try kinora(["element", "list"], in: folder).output == "robot  a red robot  (2 pictures)\n")
        #expect(
            try kinora(["element", "list", "--json"], in: folder).output
                == #"{"description":"a red robot","name":"robot","pictures":2}"# + "\n")
        #expect(
            try kinora(["element", "show", "robot"], in: folder).output
                == "robot  a red robot  (2 pictures)\n  front  40x32\n  view 1  40x32\n")
        let again = try kinora(add, in: folder)
        #expect(again.status == 65 && again.errors.contains("already"), "\(again.errors)")
        #expect(try kinora(["element", "remove", "robot"], in: folder).status == 0)
        let gone = try kinora(["element", "show", "robot"], in: folder)
        #expect(gone.status == 65 && gone.errors == "kinora: There is no element robot; none is kept.\n")
    }

    @Test("a prompt speaks of an element, and the clip's request has its words") func isSpokenOf() throws {
        let folder = try ScratchFolder()
        try writePicture("a.png", in: folder)
        #expect(try kinora(add, in: folder).status == 0)
        let size = ["--width", "48", "--height", "32", "--frames", "5", "--steps", "1", "--guidance", "1"]
        let run = try kinora(
            [
                "generate", "<<<element_1>>> beside <<<image_1>>>", "--element", "robot", "--reference", "a.png",
                "--model",
                KinoraProcess.tinyControlModel, "--output", "a.mp4",
            ] + size, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        let request = try kinora(["inspect", "a.mp4"], in: folder).output
        #expect(request.contains("a red robot beside the subject"), "\(request)")
        #expect(!request.contains("<<<"))
    }

    @Test(
        "what is not given is named, and nothing is made",
        arguments: [
            (
                ["<<<image_2>>> runs", "--reference", "a.png"],
                "The prompt speaks of <<<image_2>>>, but 1 picture is given."
            ),
            (["<<element_1>>"], "The prompt speaks of <<<element_1>>>, but no element is given."),
            (["a dog", "--element", "cat"], "There is no element cat; none is kept."),
            (["a dog", "--element", "../cat"], "An element's name has"),
        ])
    func refuses(arguments: [String], sentence: String) throws {
        let folder = try ScratchFolder()
        try writePicture("a.png", in: folder)
        let run = try kinora(
            ["generate", "--model", KinoraProcess.tinyControlModel, "--output", "b.mp4"] + arguments, in: folder)
        #expect(run.status == 65 && run.errors.contains(sentence), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(folder.names == ["a.png"])
    }
}
