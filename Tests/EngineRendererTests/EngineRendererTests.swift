import EngineRenderer
import Foundation
import MediaIO
import StudioDomain
import Testing

@Suite("Engine renderer") struct EngineRendererTests {
    private let studio: TinyStudio

    init() throws { studio = try TinyStudio() }

    private static let anywhere = URL(filePath: "/")

    private func input(_ role: OrderInput.Role, path: [OrderInput.Point] = [], words: String = "") -> OrderInput {
        OrderInput(role: role, source: .remote(Self.anywhere), path: path, words: words)
    }

    private func check(
        _ files: [RenderedFile], width: Int = 64, height: Int = 48, frames: Int, rate: Double = 8,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(files.count == 1, sourceLocation: sourceLocation)
        let file = try #require(files.first, sourceLocation: sourceLocation)
        let info = try ClipReader.info(of: file.file)
        #expect(
            info.width == width && info.height == height && info.frames == frames, sourceLocation: sourceLocation)
        #expect(file.mediaType == (frames == 1 ? "image/png" : "video/mp4"), sourceLocation: sourceLocation)
        #expect(file.seconds == (frames == 1 ? nil : Double(frames) / rate), sourceLocation: sourceLocation)
        if frames > 1 {
            #expect(abs((info.duration ?? 0) - Double(frames) / rate) < 0.01, sourceLocation: sourceLocation)
        }
        // Each frame can be read.
        #expect(try ClipReader.pictures(of: file.file).count == frames, sourceLocation: sourceLocation)
    }

    // MARK: Clips

    @Test("makes a clip from words, as long as is asked") func textToVideo() async throws {
        let files = try await studio.render(Order(task: .textToVideo, prompt: "a dog", seconds: 1))
        try check(files, frames: 9)
    }

    @Test("makes a longer clip window by window") func longer() async throws {
        let reports = Reports()
        let order = Order(task: .textToVideo, prompt: "a dog", seconds: 2.5)
        let files = try await studio.render(order, report: reports.take)
        try check(files, frames: 21)
        let progress = reports.progress
        #expect(progress.last?.step == progress.last?.steps)
        #expect(zip(progress, progress.dropFirst()).allSatisfy { $0.step <= $1.step })
        #expect(progress.first?.step == 0 && Set(progress.map(\.steps)).count == 1)
        #expect(progress.contains { $0.secondsLeft != nil })
    }

    @Test("a model that cannot let a clip go on makes it at once") func atOnce() async throws {
        let reports = Reports()
        let order = Order(task: .textToVideo, prompt: "a dog", seconds: 2.5)
        try check(try await studio.render(order, model: "words", report: reports.take), frames: 21)
        #expect(reports.progress.last?.steps == 2)
    }

    @Test("a model that cannot do a task says what it can do instead") func cannot() async throws {
        let order = Order(task: .extendVideo(backwards: false), prompt: "it goes on", inputs: [input(.clip)])
        await #expect {
            _ = try await studio.render(order, [studio.clip(frames: 9)], model: "words")
        } throws: { error in
            (error as? RenderFailure)?.reason.hasPrefix("This model cannot do extend; it can do text-to-video") == true
        }
    }

    @Test(
        "has the order's shape and is enlarged as it asks",
        arguments: [("16:9", nil, 64, 48), ("1:1", "720p", 720, 720)])
    func sizes(shape: String, resolution: String?, width: Int, height: Int) async throws {
        let order = Order(
            task: .textToVideo, prompt: "a dog", aspectRatio: AspectRatio(shape),
            resolution: resolution.flatMap(Resolution.init), seconds: 0.5)
        let info = try ClipReader.info(of: try #require(try await studio.render(order).first).file)
        if shape == "1:1" {
            #expect(info.width == width && info.height == height)
        } else {
            #expect(info.width > info.height)
        }
    }

    @Test(
        "begins, ends, or both with pictures that are given",
        arguments: [[true, false], [false, true], [true, true]])
    func imageToVideo(given: [Bool]) async throws {
        var inputs: [OrderInput] = []
        if given[0] { inputs.append(input(.firstFrame)) }
        if given[1] { inputs.append(input(.lastFrame)) }
        let picture = try studio.picture(640, 480)
        let files = try await studio.render(
            Order(task: .imageToVideo, prompt: "it moves", inputs: inputs, seconds: 1), inputs.map { _ in picture })
        try check(files, frames: 9)
        let frames = try ClipReader.pictures(of: files[0].file)
        for (isGiven, frame) in [(given[0], frames[0]), (given[1], frames[8])] where isGiven {
            // The blue of the picture's corner.
            let corner = frame.bytes.prefix(3).map(Int.init)
            #expect(zip(corner, [40, 90, 160]).allSatisfy { abs($0 - $1) < 12 })
        }
    }

    @Test("moves regions along paths") func motionBrush() async throws {
        let path = [OrderInput.Point(x: 200, y: 100), OrderInput.Point(x: 400, y: 100)]
        let order = Order(
            task: .motionBrush, prompt: "it moves",
            inputs: [input(.firstFrame), input(.movingRegion, path: path), input(.staticRegion)], seconds: 1)
        let files = try await studio.render(
            order, [studio.picture(640, 480), studio.mask(640, 480), studio.mask(640, 480)])
        try check(files, frames: 9)
        await #expect(throws: RenderFailure("A mask is 64x48, but the picture 640x480.")) {
            _ = try await studio.render(
                order, [studio.picture(640, 480), studio.mask(), studio.mask(640, 480)])
        }
    }

    @Test("shows subjects, and knows what the prompt calls them") func references() async throws {
        let inputs = [
            input(.reference), input(.reference, words: "a red robot"), input(.reference, words: "a red robot"),
        ]
        let order = Order(
            task: .referencesToVideo, prompt: "<<<element_1>>> meets <<<image_1>>>", inputs: inputs, seconds: 1)
        let pictures = try inputs.map { _ in try studio.picture() }
        try check(try await studio.render(order, pictures), frames: 9)
        var wrong = order
        wrong.prompt = "<<<element_2>>> waves"
        await #expect {
            _ = try await studio.render(wrong, pictures)
        } throws: { ($0 as? RenderFailure)?.reason == "The prompt speaks of <<<element_2>>>, but 1 element is given." }
    }

    @Test("lets a clip go on, after its end and before its beginning", arguments: [false, true])
    func extends(isBackwards: Bool) async throws {
        let order = Order(
            task: .extendVideo(backwards: isBackwards), prompt: "it goes on", inputs: [input(.clip)], seconds: 1)
        try check(try await studio.render(order, [studio.clip(frames: 9)]), frames: 17)
    }

    @Test(
        "changes a clip where its mask is white, and all of it without a mask",
        arguments: [OrderTask.Edit.addition, .swap, .removal], [true, false])
    func edits(edit: OrderTask.Edit, hasMask: Bool) async throws {
        let inputs = [input(.clip)] + (hasMask ? [input(.mask)] : [])
        let order = Order(task: .editVideo(edit), prompt: "Delete the fox from <<<video_1>>>", inputs: inputs)
        let files = try await studio.render(
            order, [studio.clip(frames: 9)] + (hasMask ? [studio.mask()] : []))
        try check(files, frames: 9)
    }

    @Test("gives a clip a style, named or told", arguments: ["watercolour", nil]) func restyles(style: String?)
        async throws
    {
        let order = Order(task: .restyleVideo(style: style), prompt: "a dog", inputs: [input(.clip)])
        try check(try await studio.render(order, [studio.clip(frames: 5)]), frames: 5)
    }

    @Test("shows more around a clip") func expands() async throws {
        let order = Order(
            task: .expandVideo, prompt: "a beach", inputs: [input(.clip)], aspectRatio: AspectRatio("2:1"))
        let files = try await studio.render(order, [studio.clip(frames: 5)])
        let info = try ClipReader.info(of: try #require(files.first).file)
        #expect(info.width >= 2 * info.height - 32 && info.width > info.height && info.frames == 5)
    }

    @Test("puts pictures into a scene, and counts them", arguments: [("bullet_time_360", 1), ("hug_pro", 2)])
    func effects(scene: String, pictures: Int) async throws {
        let inputs = (0..<pictures).map { _ in input(.reference) }
        let order = Order(task: .effect(scene: scene), prompt: "", inputs: inputs, seconds: 1)
        let files = try await studio.render(order, inputs.map { _ in try studio.picture() })
        let info = try ClipReader.info(of: try #require(files.first).file)
        #expect(info.frames == 9 && (info.width > 2 * info.height - 16) == (pictures == 2))
        await #expect(throws: RenderFailure.self) { _ = try await studio.render(order) }
    }

    // MARK: Pictures

    @Test("makes pictures from words, as many as are asked for, each another") func pictures() async throws {
        let files = try await studio.render(Order(task: .textToImage, prompt: "a dog", count: 3, seed: 5))
        #expect(files.map(\.mediaType) == ["image/png", "image/png", "image/png"])
        let pictures = try files.map { try ClipReader.firstPicture(of: $0.file) }
        #expect(Set(pictures).count == 3)
        #expect(pictures.allSatisfy { $0.width == 64 && $0.height == 48 })
        let again = try await studio.render(Order(task: .textToImage, prompt: "a dog", seed: 6))
        #expect(try ClipReader.firstPicture(of: again[0].file) == pictures[1])
    }

    @Test("a picture has the area that is asked for") func pictureSize() async throws {
        let files = try await studio.render(
            Order(task: .textToImage, prompt: "a dog", aspectRatio: AspectRatio("1:1"), resolution: .square1k))
        try check(files, width: 1024, height: 1024, frames: 1)
    }

    @Test("begins from a picture, shows subjects, repaints and widens pictures") func pictureTasks() async throws {
        let picture = try studio.picture()
        let cases: [(Order, [URL])] = [
            (Order(task: .imageToImage(strength: 0.6), prompt: "a cat", inputs: [input(.picture)]), [picture]),
            (Order(task: .referencesToImage, prompt: "a cat", inputs: [input(.reference)]), [picture]),
            (
                Order(task: .editImage, prompt: "a cat", inputs: [input(.picture), input(.mask)]),
                [picture, try studio.mask()]
            ),
        ]
        for (order, files) in cases { try check(try await studio.render(order, files), frames: 1) }
        let wide = try await studio.render(
            Order(
                task: .expandImage(up: 0, down: 0, left: 0.5, right: 0.5), prompt: "a beach",
                inputs: [input(.picture)]), [picture])
        let info = try ClipReader.info(of: wide[0].file)
        #expect(info.frames == 1 && info.width > 2 * info.height)
    }

    // MARK: Words and progress

    @Test("shows what it makes on the way") func previews() async throws {
        let reports = Reports()
        _ = try await studio.render(
            Order(task: .textToVideo, prompt: "a dog", seconds: 1), report: reports.take)
        let preview = try #require(reports.previews.first)
        #expect(Array(preview.prefix(2)) == [0xFF, 0xD8])
        let file = studio.folder.appending(path: "preview")
        try preview.write(to: file)
        let picture = try ClipReader.firstPicture(of: file)
        #expect(picture.width == 256 && picture.height == 192)
    }

    @Test("what its owner got wrong is told in a sentence without a path") func failures() async throws {
        let broken = studio.folder.appending(path: "input-1")
        try Data("no picture".utf8).write(to: broken)
        let orders: [(Order, [URL], String)] = [
            (Order(task: .textToVideo, prompt: "a dog"), [], "gone"),
            (Order(task: .imageToVideo, prompt: "a dog", inputs: [input(.firstFrame)]), [broken], "all"),
            (Order(task: .effect(scene: "nothing"), prompt: ""), [], "all"),
            (Order(task: .restyleVideo(style: "nothing"), prompt: "", inputs: [input(.clip)]), [broken], "all"),
            (Order(task: .editImage, prompt: "a dog"), [], "all"),
            (
                Order(
                    task: .expandImage(up: 3, down: 0, left: 0, right: 0), prompt: "", inputs: [input(.picture)]),
                [broken], "all"
            ),
        ]
        for (order, inputs, model) in orders {
            await #expect {
                _ = try await studio.render(order, inputs, model: model)
            } throws: { error in
                guard let failure = error as? RenderFailure else { return false }
                return failure.reason.hasSuffix(".") && !failure.reason.contains("/")
            }
        }
    }

    @Test("stops when it is cancelled, and leaves no file") func cancels() async throws {
        let results = studio.folder.appending(path: "results")
        try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
        let (steps, step) = AsyncStream.makeStream(of: Void.self)
        let order = Order(task: .textToVideo, prompt: "a dog", seconds: 30)
        let rendering = Task {
            try await studio.renderer.render(order, model: "all", inputs: [], into: results) { progress, _ in
                if progress.step > 0 { step.yield() }
            }
        }
        _ = await steps.first { _ in true }
        rendering.cancel()
        await #expect(throws: CancellationError.self) { _ = try await rendering.value }
        #expect(try FileManager.default.contentsOfDirectory(atPath: results.path).isEmpty)
    }

    @Test("leaves the threads of other tasks free while it works") func threads() async throws {
        // As many renderings as there are threads for tasks.
        let count = ProcessInfo.processInfo.activeProcessorCount
        let studios = try (0..<count).map { _ in try TinyStudio() }
        let reports = studios.map { _ in Reports() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (studio, reports) in zip(studios, reports) {
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        _ = try await studio.render(
                            Order(task: .textToVideo, prompt: "a dog", seconds: 60), report: reports.take)
                    }
                }
            }
            while reports.contains(where: { $0.progress.allSatisfy { $0.step == 0 } }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test("knows its models and what memory an order needs") func memory() async throws {
        #expect(studio.renderer.models() == ["all", "words"])
        let needed = try studio.renderer.memoryNeeded(for: Order(task: .textToVideo, prompt: ""), model: "all")
        #expect(try #require(needed) > 10 << 20)
    }
}
