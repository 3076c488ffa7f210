import Foundation
import Synchronization
import Testing
import VideoPipelines

@testable import VideoEngine

@Suite("VideoEngine") struct VideoEngineTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../VideoPipelinesTests/Fixtures/wan21/model").standardizedFileURL

    private static let request = ClipRequest(
        prompt: "a red balloon", width: 32, height: 32, frames: 5, steps: 2, guidance: 1, seed: 3)

    @Test("events come in order and frames with them")
    func events() async throws {
        let events = Mutex<[PipelineEvent]>([])
        let frames = Mutex<[RenderedFrame]>([])
        let report = try await VideoEngine(threads: 1).render(
            Self.request, with: Self.folder, onEvent: { event in events.withLock { $0.append(event) } },
            onFrame: { frame in frames.withLock { $0.append(frame) } })
        #expect(
            events.withLock { $0 } == [
                .encodingText, .denoising(step: 1, of: 2), .denoising(step: 2, of: 2),
            ] + (1...5).map { .decoding(frame: $0, of: 5) } + [.finished])
        let made = frames.withLock { $0 }
        #expect(made.count == 5)
        #expect(made.allSatisfy { $0.width == 32 && $0.height == 32 && $0.pixels.count == 32 * 32 * 3 })
        #expect(made.allSatisfy { $0.pixels.allSatisfy { (0...1).contains($0) } })
        #expect(report.stages.values.allSatisfy { $0 >= 0 })
    }

    @Test("a second clip of a resident model is the same as the first")
    func resident() async throws {
        let engine = VideoEngine(threads: 2)
        let clips = Mutex<[[Float]]>([])
        for _ in 0..<2 {
            let pixels = Mutex<[Float]>([])
            _ = try await engine.render(
                Self.request, with: Self.folder, onEvent: { _ in },
                onFrame: { frame in pixels.withLock { $0 += frame.pixels } })
            clips.withLock { clips in clips.append(pixels.withLock { $0 }) }
        }
        #expect(clips.withLock { $0[0] == $0[1] })
    }

    @Test("a resident model is kept only for the same LoRAs with the same strengths")
    func residentOverlays() async throws {
        let engine = VideoEngine(threads: 2)
        let merged = Mutex(0)
        func clip(_ strengths: [Float]) async throws -> [Float] {
            var request = Self.request
            let file = Self.folder.appending(path: "../../loras/kohya.safetensors").standardizedFileURL
            request.overlays = strengths.map { LoRAOverlay(file: file, strength: $0) }
            let pixels = Mutex<[Float]>([])
            _ = try await engine.render(
                request, with: Self.folder,
                onEvent: { if case .merging = $0 { merged.withLock { $0 += 1 } } },
                onFrame: { frame in pixels.withLock { $0 += frame.pixels } })
            return pixels.withLock { $0 }
        }
        let plain = try await clip([])
        let changed = try await clip([1])
        #expect(changed != plain)
        // Two blocks with eight matrices of attentions and two of the feed-forward.
        #expect(merged.withLock { $0 } == 20)
        #expect(try await clip([1]) == changed && merged.withLock { $0 } == 20)
        #expect(try await clip([0.5]) != changed)
        #expect(try await clip([]) == plain)
    }

    @Test("cancelling stops the work and the engine can be used again")
    func cancels() async throws {
        let engine = VideoEngine(threads: 1)
        let long = {
            var request = Self.request
            request.steps = 1000
            return request
        }()
        let steps = Mutex(0)
        // A task of its own: the one that the test runs in would take the test along.
        let work = Task {
            try await engine.render(
                long, with: Self.folder,
                onEvent: { event in
                    guard case .denoising(let step, _) = event else { return }
                    steps.withLock { $0 = step }
                    if step == 2 { withUnsafeCurrentTask { $0?.cancel() } }
                }, onFrame: { _ in })
        }
        await #expect(throws: EngineError.interrupted) { try await work.value }
        #expect(steps.withLock { $0 } == 2)
        _ = try await engine.render(Self.request, with: Self.folder, onEvent: { _ in }, onFrame: { _ in })
    }

    @Test("an error of the frame's taker stops the work and comes out as it is")
    func passesErrors() async {
        struct Full: Error {}
        await #expect(throws: Full.self) {
            try await VideoEngine(threads: 1).render(
                Self.request, with: Self.folder, onEvent: { _ in }, onFrame: { _ in throw Full() })
        }
    }

    @Test("a folder that is no model is refused in a sentence")
    func noModel() async {
        let folder = FileManager.default.temporaryDirectory.appending(path: "no-model-\(UUID().uuidString)")
        let error = await #expect(throws: EngineError.self) {
            try await VideoEngine(threads: 1).render(Self.request, with: folder, onEvent: { _ in }, onFrame: { _ in })
        }
        #expect(error == .unusableModel("The model has no model_index.json."))
    }
}
