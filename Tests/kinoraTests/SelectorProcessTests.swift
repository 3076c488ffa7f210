import Foundation
import MediaIO
import StudioDomain
import Testing

@testable import kinora

@Suite("Selector process") struct SelectorProcessTests {
    /// What a service starts for each look at a clip.
    private func selector(patience: Duration = .seconds(60)) -> SelectorProcess {
        SelectorProcess(patience: patience, program: KinoraProcess.executable.path)
    }

    /// A red square of 24 pixels that moves 1 pixel a frame over a green ground, 24 frames at 8 a second.
    private func writeClip(in folder: ScratchFolder) throws -> URL {
        let url = folder.url.appending(path: "The clip")
        let named = folder.url.appending(path: "clip.mp4")
        let writer = try ClipWriter(
            to: named, format: .mp4, width: 96, height: 64, framesPerSecond: FrameRate(8), metadata: nil)
        for frame in 0..<24 {
            var bytes: [UInt8] = []
            for index in 0..<96 * 64 {
                let (x, y) = (index % 96, index / 96)
                let isSquare = (16 + frame..<40 + frame).contains(x) && (20..<44).contains(y)
                bytes += isSquare ? [220, 40, 30] : [40, UInt8(120 + (x * 7 + y * 13) % 23), 60]
            }
            try writer.append(Picture(width: 96, height: 64, bytes: bytes))
        }
        try writer.finish()
        try FileManager.default.moveItem(at: named, to: url)
        return url
    }

    @Test("looks at a clip, finds what is pointed at and follows it, each in a process of its own") func works()
        async throws
    {
        let folder = try ScratchFolder()
        let (clip, point) = (try writeClip(in: folder), MarkedPoint(x: 0.29, y: 0.5))
        let prepared = try await selector().prepare(clip, from: .job, into: folder.url)
        #expect(
            prepared == PreparedClip(facts: ClipFacts(width: 96, height: 64, frames: 24, framesPerSecond: 8), file: nil)
        )
        let mask = try await selector().mask(of: [point], onFrame: 0, of: clip)
        #expect(mask.width == 96 && mask.height == 64 && mask.png.count > 50 && !mask.runs.isEmpty)
        let tracked = try await selector().track(
            [MarkedFrame(frame: 0, points: [point])], through: clip, isShown: true, into: folder.url)
        #expect(try ClipReader.info(of: tracked.masks).frames == 24)
        #expect(folder.names == ["The clip", "cover.png", "masks.mp4", "seen.mp4", "tracking.json"])
    }

    @Test("what is wrong with a clip is told, and a process that takes too long is ended") func refuses() async throws {
        let folder = try ScratchFolder()
        let clip = try writeClip(in: folder)
        let bytes = try Data(contentsOf: clip)
        let damaged = folder.url.appending(path: "Half of it")
        try bytes.prefix(bytes.count / 2).write(to: damaged)
        await #expect(throws: RenderFailure("Half of it is damaged or cut short.")) {
            _ = try await selector().prepare(damaged, from: .outside(keepsLimits: false), into: folder.url)
        }
        await #expect(throws: RenderFailure("The clip takes too long to look through; use a shorter or smaller one.")) {
            _ = try await selector(patience: .milliseconds(1)).track(
                [MarkedFrame(frame: 0, points: [MarkedPoint(x: 0.29, y: 0.5)])], through: clip, isShown: true,
                into: folder.url)
        }
    }

    @Test("who asks for nothing is told that it failed") func unreadable() throws {
        let folder = try ScratchFolder()
        let run = try KinoraProcess.run(["selector"], in: folder.url)
        #expect(run.status == 70 && run.output.isEmpty)
    }
}
