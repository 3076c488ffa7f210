import Foundation
import MediaIO
import StudioDomain
import Testing

@testable import MaskMaking

@Suite("Mask maker") struct MaskMakerTests {
    @Test("a job's clip is good as it is") func ownClip() async throws {
        let clip = try TrialClip()
        let prepared = try await clip.maker.prepare(clip.url, from: .job, into: clip.folder)
        #expect(prepared.file == nil)
        #expect(prepared.facts == ClipFacts(width: 96, height: 64, frames: 24, framesPerSecond: 12))
    }

    @Test("a clip from outside gets even times, and becomes an mp4") func outside() async throws {
        let clip = try TrialClip(name: "The clip.gif")
        let prepared = try await clip.maker.prepare(clip.url, from: .outside(keepsLimits: false), into: clip.folder)
        let info = try ClipReader.info(of: try #require(prepared.file))
        #expect(info.codec == "h264" && info.frames == prepared.facts.frames && info.width == 96)
        #expect(abs(prepared.facts.seconds - 2) < 0.1)
    }

    @Test("a clip from outside is made no larger than models work in") func shrinks() async throws {
        let clip = try TrialClip(width: 1080, height: 1440, frames: 12, rate: 6)
        let prepared = try await clip.maker.prepare(clip.url, from: .outside(keepsLimits: false), into: clip.folder)
        #expect(prepared.facts == ClipFacts(width: 720, height: 960, frames: 12, framesPerSecond: 6))
        let info = try ClipReader.info(of: try #require(prepared.file))
        #expect(info.width == 720 && info.height == 960)
    }

    @Test(
        "clips must have the API's length, and one frame more is allowed",
        arguments: [
            (frames: 23, isTaken: false), (24, true), (61, true), (66, false), (83, false), (84, true), (121, true),
            (126, false),
        ])
    func lengths(frames: Int, isTaken: Bool) async throws {
        let clip = try TrialClip(width: 32, height: 32, frames: frames)
        let prepared = try? await clip.maker.prepare(clip.url, from: .job, into: clip.folder)
        #expect((prepared != nil) == isTaken)
        guard !isTaken else { return }
        await #expect {
            _ = try await clip.maker.prepare(clip.url, from: .job, into: clip.folder)
        } throws: {
            ($0 as? RenderFailure)?.reason.hasSuffix("it must last 2 to 5.1 or 7 to 10.1 seconds.") == true
        }
    }

    @Test("what is small, slow or no clip is refused in a sentence, from outside") func refusals() async throws {
        let small = try TrialClip(rate: 24)
        await #expect(throws: RenderFailure("The clip.mp4 is 96x64 pixels: its sides must be from 720 to 2160.")) {
            _ = try await small.maker.prepare(small.url, from: .outside(keepsLimits: true), into: small.folder)
        }
        let file = small.folder.appending(path: "The clip")
        try Data("GIF8 is what it says".utf8).write(to: file)
        await #expect(throws: RenderFailure.self) {
            _ = try await small.maker.prepare(file, from: .outside(keepsLimits: false), into: small.folder)
        }
    }

    @Test("a point on a thing selects it, as runs and as a PNG") func masks() async throws {
        let clip = try TrialClip()
        let mask = try await clip.maker.mask(of: [TrialClip.middle], onFrame: 0, of: clip.url)
        #expect(mask.width == 96 && mask.height == 64 && !mask.runs.isEmpty)
        let file = clip.folder.appending(path: "mask.png")
        try mask.png.write(to: file)
        let picture = try ClipReader.firstPicture(of: file)
        let area = picture.bytes.count { $0 == 255 } / 3
        #expect((200...320).contains(area), "the square has 256 pixels")
        #expect(picture.bytes[(28 * 96 + 16) * 3] == 255 && picture.bytes[0] == 0)
        await #expect(throws: RenderFailure.self) {
            _ = try await clip.maker.mask(of: [TrialClip.middle], onFrame: 24, of: clip.url)
        }
    }

    @Test("the thing is followed through the clip, for work and for people") func tracks() async throws {
        let clip = try TrialClip()
        let marked = [MarkedFrame(frame: 0, points: [TrialClip.middle])]
        let work = clip.folder.appending(path: "work")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        let alone = try await clip.maker.track(marked, through: clip.url, isShown: false, into: work)
        #expect(alone.shown == nil)
        let tracked = try await clip.maker.track(marked, through: clip.url, isShown: true, into: clip.folder)
        let shown = try #require(tracked.shown)
        let masks = try ClipReader.pictures(of: tracked.masks)
        #expect(masks.count == 24)
        for (frame, mask) in masks.enumerated() {
            let middle = (28 * 96 + 16 + frame * 64 / 24) * 3
            #expect(mask.bytes[middle] > 200 && mask.bytes[0] < 50, "frame \(frame)")
        }
        #expect(try ClipReader.info(of: shown.clip).frames == 24)
        #expect(try ClipReader.firstPicture(of: shown.cover).width == 96)
        let frames = try JSONSerialization.jsonObject(with: Data(contentsOf: shown.tracking)) as? [[String: Any]]
        #expect(frames?.map { $0["frame_index"] as? Int } == (0..<24).map { $0 })
    }
}
