import Foundation
import Testing

@Suite("kinora generate") struct GenerateCommandTests {
    private static let small = ["--width", "48", "--height", "32", "--frames", "5", "--steps", "2", "--guidance", "1"]

    private func generate(_ arguments: [String], in folder: ScratchFolder, interrupt: Bool = false) throws
        -> KinoraProcess
    {
        try KinoraProcess.run(
            ["generate", "a red balloon", "--model", KinoraProcess.tinyModel] + arguments, in: folder.url,
            interrupt: interrupt)
    }

    @Test("a clip appears, and the last line of output is one JSON object about it")
    func makesClip() throws {
        let folder = try ScratchFolder()
        let run = try generate(Self.small + ["--seed", "5", "--output", "clip.mp4", "--json"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.names == ["clip.mp4"])
        let line = try #require(run.output.split(separator: "\n").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["seed"] as? Int == 5)
        #expect(object["steps"] as? Int == 2)
        #expect(object["output"] as? String == "clip.mp4")
        #expect((object["peak_rss_bytes"] as? Int ?? 0) > 1 << 20)
        let stages = try #require(object["stages"] as? [String: Double])
        #expect(Set(stages.keys) == ["load", "text", "pictures", "denoise", "decode", "encode"])
        #expect(stages.values.allSatisfy { $0 >= 0 })
        #expect(run.errors.contains("step 2 of 2"))
    }

    @Test("the request can be read back from the clip")
    func readsBack() throws {
        let folder = try ScratchFolder()
        #expect(try generate(Self.small + ["--seed", "5", "--output", "clip.mp4", "--quiet"], in: folder).status == 0)
        let run = try KinoraProcess.run(["inspect", "clip.mp4"], in: folder.url)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("a red balloon"))
        #expect(run.output.contains("48x32"))
        #expect(run.output.contains("trainedAlgorithmicMedia"))
    }

    @Test("the same seed gives the same clip, another seed another")
    func seedDecides() throws {
        let folder = try ScratchFolder()
        for (seed, name) in [("1", "a.png"), ("1", "b.png"), ("2", "c.png")] {
            let run = try generate(
                ["--width", "32", "--height", "32", "--frames", "1", "--steps", "2", "--seed", seed, "--output", name],
                in: folder)
            #expect(run.status == 0, "\(run.errors)")
        }
        let files = try ["a.png", "b.png", "c.png"].map { try Data(contentsOf: folder.url.appending(path: $0)) }
        #expect(files[0] == files[1])
        #expect(files[0] != files[2])
    }

    @Test("a cached clip says how many steps it left out, a draft takes fewer", arguments: [1, 3])
    func shortcuts(guidance: Int) throws {
        let folder = try ScratchFolder()
        func reusedSteps(_ arguments: [String]) throws -> Int? {
            let run = try generate(
                Self.small.dropLast(3) + [
                    "10", "--guidance", "\(guidance)", "--seed", "5", "--output", "a.gif", "--json",
                ]
                    + arguments, in: folder)
            #expect(run.status == 0, "\(run.errors)")
            let line = try #require(run.output.split(separator: "\n").last)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(run.errors.contains("step 4 of \(arguments.contains("--draft") ? 4 : 10)"))
            return object["reused_steps"] as? Int
        }
        #expect(try reusedSteps([]) == 0)
        #expect(try #require(try reusedSteps(["--cache-threshold", "1"])) > 0)
        #expect(try reusedSteps(["--draft"]) == 0)
        #expect(try #require(try reusedSteps(["--draft", "--cache", "--cache-threshold", "1"])) <= 3)
    }

    @Test("a profile has stages, steps and operations, and the clip is the same")
    func profiles() throws {
        let folder = try ScratchFolder()
        for arguments in [["a.png"], ["b.png", "--profile", "p.json"]] {
            let run = try generate(
                ["--width", "32", "--height", "32", "--frames", "1", "--steps", "2", "--seed", "1", "--output"]
                    + arguments, in: folder)
            #expect(run.status == 0, "\(run.errors)")
        }
        let files = try ["a.png", "b.png", "p.json"].map { try Data(contentsOf: folder.url.appending(path: $0)) }
        #expect(files[0] == files[1])
        let trace = try #require(try JSONSerialization.jsonObject(with: files[2]) as? [String: Any])
        let spans = try #require(trace["traceEvents"] as? [[String: Any]]).filter { $0["ph"] as? String == "X" }
        let names = (0..<3).map { track in
            Set(spans.filter { $0["tid"] as? Int == track }.compactMap { $0["name"] as? String })
        }
        #expect(names[0] == ["load", "text", "denoise", "decode", "encode"])
        #expect(names[1] == ["text", "step 1", "step 2", "frame 1"])
        #expect(names[2].contains { $0.hasPrefix("linear") } && names[2].contains { $0.hasPrefix("convolution") })
        #expect(spans.allSatisfy { ($0["dur"] as? Double ?? -1) >= 0 && ($0["ts"] as? Double ?? -1) >= 0 })
    }

    @Test("several clips get numbered names")
    func counts() throws {
        let folder = try ScratchFolder()
        let run = try generate(Self.small + ["--count", "2", "--output", "clip.gif"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.names == ["clip-1.gif", "clip-2.gif"])
    }

    @Test("frames and latents are kept as tensors where asked")
    func keepsTensors() throws {
        let folder = try ScratchFolder()
        let run = try generate(
            Self.small + ["--output", "frames/", "--save-frames", "f.safetensors", "--save-latents", "l.safetensors"],
            in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.names == ["f.safetensors", "frames", "l.safetensors"])
        let frames = try Data(contentsOf: folder.url.appending(path: "f.safetensors"))
        #expect(String(decoding: frames.prefix(200), as: UTF8.self).contains("[5,32,48,3]"))
    }

    @Test(
        "input that cannot be used ends with 65 and one sentence",
        arguments: [
            (["--width", "50"], "nearest are 48 and 64"), (["--frames", "6"], "nearest are 5 and 9"),
            (["--steps", "0"], "Step count 0"), (["--guidance", "101"], "Guidance scale"),
            (["--image", "x.png"], "cannot do that"), (["--guidance-2", "3"], "two experts"),
            (["--output", "clip.xyz"], "must end in"), (["--output", "nowhere/clip.mp4"], "could not be written"),
            (["--save-frames", "nowhere/f.safetensors"], "cannot be written"),
            (["--save-frames", "."], "cannot be written"), (["--profile", "nowhere/p.json"], "cannot be written"),
            (["--shift", "nan"], "flow shift"),
            (["--cache-threshold", "2"], "Cache threshold"),
            (["--output", "clip.png"], "one picture"), (["--model", "no-such-model"], "no model named"),
            (["--model", "/no/such/folder"], "no model in"),
        ])
    func refusesInput(arguments: [String], sentence: String) throws {
        let folder = try ScratchFolder()
        let base = arguments.contains("--model") ? [] : ["--model", KinoraProcess.tinyModel]
        let size = ["--width", "48", "--height", "32", "--frames", "5", "--steps", "2"]
        let given = stride(from: 0, to: size.count, by: 2).filter { !arguments.contains(size[$0]) }
            .flatMap { [size[$0], size[$0 + 1]] }
        let run = try KinoraProcess.run(["generate", "x"] + base + given + arguments, in: folder.url)
        #expect(run.status == 65, "\(run.errors)")
        #expect(run.errors.contains(sentence), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(folder.names.isEmpty)
    }

    @Test("a clip is made larger on request, and says so")
    func upscales() throws {
        let folder = try ScratchFolder()
        let made = try generate(Self.small + ["--seed", "5", "--output", "a.gif", "--upscale", "96p"], in: folder)
        #expect(made.status == 0, "\(made.errors)")
        let inspected = try KinoraProcess.run(["inspect", "a.gif"], in: folder.url).output
        #expect(inspected.contains("144x96, 5 frames"))
        #expect(inspected.contains(#""upscaling":{"height":96,"method":"lanczos","width":144}"#))
        let smaller = try generate(Self.small + ["--output", "b.gif", "--upscale", "32p"], in: folder)
        #expect(smaller.status == 65 && smaller.errors.contains("48x32 already"), "\(smaller.errors)")
        #expect(try generate(Self.small + ["--upscale", "large"], in: folder).status == 64)
        #expect(folder.names == ["a.gif"])
    }

    @Test("a control video and its mask steer a clip, are fitted to its size, and must be as long as it")
    func steers() throws {
        let folder = try ScratchFolder()
        let size = ["--width", "48", "--height", "32", "--frames", "5", "--steps", "2", "--seed", "1"]
        #expect(try generate(size + ["--output", "video/"], in: folder).status == 0)
        func steered(_ arguments: [String]) throws -> KinoraProcess {
            try KinoraProcess.run(
                ["generate", "a red balloon", "--model", KinoraProcess.tinyControlModel] + arguments, in: folder.url)
        }
        let inputs = ["--control-video", "video", "--mask", "video", "--reference", "video/00000.png"]
        for (name, arguments) in [("plain.gif", []), ("steered.gif", inputs)] {
            let run = try steered(size + arguments + ["--output", name])
            #expect(run.status == 0, "\(run.errors)")
        }
        for fit in ["cover", "contain"] {
            let run = try steered(size + inputs + ["--width", "32", "--fit", fit, "--output", "\(fit).gif"])
            #expect(run.status == 0, "\(run.errors)")
        }
        let clips = try ["plain.gif", "steered.gif"].map { try Data(contentsOf: folder.url.appending(path: $0)) }
        #expect(clips[0] != clips[1])
        for (arguments, sentence) in [
            (["--frames", "9"], "video has 5 pictures; 9 are needed."),
            (["--width", "32", "--fit", "refuse"], "The picture is 48x32: its shape differs"),
            (["--draft"], "A draft cannot be steered by pictures."),
            (["--mask", "missing"], "There is no file missing."),
        ] {
            let run = try steered(size + inputs + arguments + ["--output", "other.gif"])
            #expect(run.status == 65 && run.errors.contains(sentence), "\(run.errors)")
        }
    }

    @Test("wrong usage ends with 64", arguments: [["--nonsense"], ["--frames", "many"], ["--aspect", "0:9"]])
    func refusesUsage(arguments: [String]) throws {
        #expect(try generate(arguments, in: ScratchFolder()).status == 64)
    }

    @Test("a clip that memory cannot hold ends with 75 and the numbers")
    func refusesSize() throws {
        let folder = try ScratchFolder()
        let run = try generate(
            ["--width", "16384", "--height", "16384", "--frames", "401", "--output", "big.mp4"], in: folder)
        #expect(run.status == 75, "\(run.errors)")
        #expect(run.errors.contains("GiB") || run.errors.contains("TiB"))
        #expect(folder.names.isEmpty)
    }

    @Test("an interrupted rendering ends with 130 and leaves nothing")
    func interrupts() throws {
        let folder = try ScratchFolder()
        let run = try generate(
            ["--width", "64", "--height", "64", "--frames", "17", "--steps", "1000", "--output", "clip.mp4"],
            in: folder, interrupt: true)
        #expect(run.status == 130, "\(run.errors.suffix(300))")
        #expect(folder.names.isEmpty)
    }

    @Test("a model with broken numbers stops at a named stage and leaves nothing")
    func stopsAtNaN() throws {
        let folder = try ScratchFolder()
        let model = folder.url.appending(path: "broken")
        try FileManager.default.copyItem(atPath: KinoraProcess.tinyModel, toPath: model.path)
        // The last two bytes of the transformer's file become a 16-bit NaN.
        let weights = model.appending(path: "transformer/diffusion_pytorch_model.safetensors")
        var bytes = try Data(contentsOf: weights)
        bytes.replaceSubrange(bytes.count - 2..<bytes.count, with: [0x00, 0x7E])
        try bytes.write(to: weights)
        let run = try KinoraProcess.run(
            ["generate", "x", "--model", model.path, "--output", "clip.mp4"] + Self.small, in: folder.url)
        #expect(run.status == 65)
        #expect(run.errors.contains("stage denoising step 1"), "\(run.errors)")
        #expect(folder.names == ["broken"])
    }
}
