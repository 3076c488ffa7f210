import Foundation
import Testing

@Suite("kinora quantize") struct QuantizeCommandTests {
    private func run(_ arguments: [String], in folder: ScratchFolder) throws -> KinoraProcess {
        try KinoraProcess.run(arguments, in: folder.url)
    }

    @Test("the copy is smaller, says so, and makes clips") func quantizes() throws {
        let folder = try ScratchFolder()
        let made = try run(["quantize", KinoraProcess.tinyModel, "copy", "--json"], in: folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(folder.names == ["copy"])
        #expect(made.errors.contains("quantizing  transformer"))
        let line = try #require(made.output.split(separator: "\n").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let (before, after) = (object["bytes_before"] as? Int ?? 0, object["bytes"] as? Int ?? 0)
        #expect(0 < after && after < before)
        #expect(object["output"] as? String == "copy")

        let clip = try run(
            [
                "generate", "a red balloon", "--model", "./copy", "--width", "32", "--height", "32", "--frames", "1",
                "--steps", "2", "--output", "a.png",
            ], in: folder)
        #expect(clip.status == 0, "\(clip.errors)")
        #expect(folder.names == ["a.png", "copy"])
        #expect(try run(["inspect", "./copy"], in: folder).output.contains("I8"))
    }

    @Test("what cannot be done ends with 65 and one sentence, and leaves nothing") func refuses() throws {
        let folder = try ScratchFolder()
        #expect(try run(["quantize", KinoraProcess.tinyModel, "copy", "--quiet"], in: folder).errors == "")
        for (arguments, sentence) in [
            (["./copy", "again"], "quantized already"), ([KinoraProcess.tinyModel, "copy"], "not an empty folder"),
            (["./copy", "copy/again"], "inside the model"), (["./no", "again"], "no model in"),
            ([KinoraProcess.tinyModel, "no/again"], "cannot be written"),
        ] {
            let refused = try run(["quantize"] + arguments, in: folder)
            #expect(refused.status == 65, "\(refused.errors)")
            #expect(refused.errors.contains(sentence), "\(refused.errors)")
            #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        }
        #expect(folder.names == ["copy"])
    }

    @Test("weights that are not numbers end with 65 and leave nothing") func refusesNaN() throws {
        let folder = try ScratchFolder()
        let model = folder.url.appending(path: "broken")
        try FileManager.default.copyItem(atPath: KinoraProcess.tinyModel, toPath: model.path)
        let weights = model.appending(path: "transformer/diffusion_pytorch_model.safetensors")
        var bytes = try Data(contentsOf: weights)
        // The middle of the file lies in a block's matrix; 16-bit NaNs cover a stretch of it.
        let middle = bytes.count / 2 & ~1
        for index in 0..<4096 { bytes[middle + 2 * index + 1] = 0x7E }
        try bytes.write(to: weights)
        let refused = try run(["quantize", "./broken", "copy", "--quiet"], in: folder)
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("infinite or undefined"), "\(refused.errors)")
        #expect(folder.names == ["broken"])
    }
}
