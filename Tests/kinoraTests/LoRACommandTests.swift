import Foundation
import Testing

@Suite("kinora with LoRAs") struct LoRACommandTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../VideoPipelinesTests/Fixtures").standardizedFileURL

    private static func lora(_ name: String) -> String {
        fixtures.appending(path: "loras/\(name).safetensors").path
    }

    private func generate(_ loras: [String], model: String = "wan21", in folder: ScratchFolder) throws -> KinoraProcess
    {
        try KinoraProcess.run(
            ["generate", "a red balloon", "--model", Self.fixtures.appending(path: "\(model)/model").path]
                + ["--width", "32", "--height", "32", "--frames", "1", "--steps", "2", "--seed", "3"]
                + ["--output", "a.png"] + loras.flatMap { ["--lora", $0] },
            in: folder.url)
    }

    @Test("a LoRA changes the picture by its strength, says that it is put on, and is kept in the picture's metadata")
    func changes() throws {
        let folder = try ScratchFolder()
        var pictures: [Data] = []
        for loras in [[], [Self.lora("kohya")], [Self.lora("kohya") + "=0.5"], [Self.lora("kohya") + "=5e-1"]] {
            let run = try generate(loras, in: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("putting on LoRAs") == !loras.isEmpty)
            let inspected = try KinoraProcess.run(["inspect", "a.png"], in: folder.url).output
            #expect(inspected.contains("kohya.safetensors") == !loras.isEmpty)
            #expect(!inspected.contains("Fixtures"))
            pictures.append(try Data(contentsOf: folder.url.appending(path: "a.png")))
        }
        #expect(Set(pictures).count == 3 && pictures[2] == pictures[3])
    }

    @Test("each expert takes its own") func experts() throws {
        let folder = try ScratchFolder()
        let (high, low) = (Self.lora("high"), Self.lora("low"))
        var pictures = Set<Data>()
        for loras in [[], [high + "@high"], [high + "@low"], [high], [high + "@high", low + "=0.6@low"]] {
            let run = try generate(loras, model: "wan22-moe", in: folder)
            #expect(run.status == 0, "\(run.errors)")
            pictures.insert(try Data(contentsOf: folder.url.appending(path: "a.png")))
        }
        #expect(pictures.count == 5)
    }

    @Test(
        "what cannot be put on is refused in a sentence, and nothing is left",
        arguments: [
            ("nothing.safetensors", 65, "nothing.safetensors cannot be read: there is no such file."),
            (lora("kohya") + "=nan", 65, "LoRA strength nan is out of range; it may be -100 to 100."),
            (lora("kohya") + "=-101", 65, "LoRA strength -101.0 is out of range; it may be -100 to 100."),
            (
                lora("kohya") + "@low", 65,
                "This model has one transformer, so a LoRA cannot be put on its high-noise or low-noise expert alone."
            ),
            (
                lora("control"), 65,
                "The tensor diffusion_model.vace_blocks.0.before_proj.lora_A.weight in control.safetensors fits no "
                    + "layer of the model."
            ),
            (
                lora("expected-vace"), 65,
                "The tensor frames in expected-vace.safetensors is no part of a LoRA that Kinora knows: it knows "
                    + "lora_A and lora_B, lora_down and lora_up, alpha, diff, diff_b and diff_m."
            ),
            (lora("kohya") + "=half", 64, "is invalid for '--lora"),
            (lora("kohya") + "@middle", 64, "is invalid for '--lora"),
            ("", 64, "is invalid for '--lora"),
        ] as [(String, Int32, String)])
    func refuses(argument: String, status: Int32, sentence: String) throws {
        let folder = try ScratchFolder()
        let run = try generate([argument], in: folder)
        #expect(run.status == status && run.errors.contains(sentence), "\(run.errors)")
        #expect(folder.names.isEmpty)
        #expect(status == 64 || !run.errors.contains("Fixtures"))
    }

    @Test("inspecting a LoRA says what it holds, without a model") func inspects() throws {
        let folder = try ScratchFolder()
        let kohya = try KinoraProcess.run(["inspect", Self.lora("kohya")], in: folder.url)
        #expect(
            kohya.output == """
                kind        LoRA, kohya names
                products    20 layers of rank 4, each counting 0.5 times at strength 1
                layers      self-attention 8, attention to the text 8, feed-forward 4
                blocks      2
                numbers     F16, 13 KiB

                """)
        let differences = try KinoraProcess.run(["inspect", Self.lora("differences")], in: folder.url)
        #expect(differences.output.contains("original Wan names\n"))
        #expect(differences.output.contains("\ndifferences 35 weights, biases and modulations\n"))
        let weights = Self.fixtures.appending(path: "wan21/model/transformer/diffusion_pytorch_model.safetensors")
        let refused = try KinoraProcess.run(["inspect", weights.path], in: folder.url)
        #expect(refused.status == 65 && refused.errors.contains("no part of a LoRA"))
    }
}
