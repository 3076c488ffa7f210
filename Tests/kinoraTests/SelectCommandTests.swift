import Foundation
import MediaIO
import Testing

@Suite("kinora select") struct SelectCommandTests {
    private func select(_ arguments: [String], in folder: ScratchFolder) throws -> KinoraProcess {
        try KinoraProcess.run(["select"] + arguments, in: folder.url)
    }

    /// The square's 24 pixels a side, up to one more around it: an mp4 keeps colours at half the resolution.
    private static let squareArea = 500...26 * 26

    /// A red square of 24 pixels that moves 4 pixels a frame over a green ground, 8 frames a second.
    private func writeClip(_ name: String, frames: Int, in folder: ScratchFolder) throws {
        let url = folder.url.appending(path: name)
        let writer = try ClipWriter(
            to: url, format: ClipFormat(outputPath: name), width: 96, height: 64,
            framesPerSecond: FrameRate(8),
            metadata: nil)
        for frame in 0..<frames {
            var bytes: [UInt8] = []
            for index in 0..<96 * 64 {
                let (x, y) = (index % 96, index / 96)
                let isSquare = (16 + 4 * frame..<40 + 4 * frame).contains(x) && (20..<44).contains(y)
                bytes += isSquare ? [220, 40, 30] : [40, UInt8(120 + (x * 7 + y * 13) % 23), 60]
            }
            try writer.append(Picture(width: 96, height: 64, bytes: bytes))
        }
        try writer.finish()
    }

    @Test("masks, preview and run lengths of a clip") func selects() throws {
        let folder = try ScratchFolder()
        try writeClip("clip.mp4", frames: 4, in: folder)
        let run = try select(
            [
                "clip.mp4", "--point", "0.29,0.5", "--output", "masks/", "--preview", "seen.mp4", "--rle", "masks.json",
                "--json",
            ], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.names == ["clip.mp4", "masks", "masks.json", "seen.mp4"])
        #expect(run.errors.contains("following"))
        let line = try #require(run.output.split(separator: "\n").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["frames"] as? Int == 4 && object["frames_seen"] as? Int == 4)

        let masks = try ClipReader.pictures(of: folder.url.appending(path: "masks"))
        #expect(masks.count == 4)
        for (frame, mask) in masks.enumerated() {
            #expect(Set(mask.bytes).isSubset(of: [0, 255]))
            let center = (32 * 96 + 28 + 4 * frame) * 3
            #expect(mask.bytes[center] == 255 && mask.bytes[0] == 0)
            #expect(Self.squareArea.contains(mask.bytes.count { $0 == 255 } / 3))
        }
        let json = try JSONSerialization.jsonObject(
            with: Data(contentsOf: folder.url.appending(path: "masks.json")))
        let frames = try #require(json as? [[String: Any]])
        #expect(frames.map { $0["frame_index"] as? Int } == [0, 1, 2, 3])
        let list = try #require(frames[0]["rle_mask_list"] as? [[String: Any]])
        #expect((list[0]["rle_mask"] as? [String: Any])?["size"] as? [Int] == [64, 96])

        let preview = try KinoraProcess.run(["inspect", "seen.mp4"], in: folder.url)
        #expect(preview.output.contains("96x64, 4 frames") && preview.output.contains("8 frames a second"))
    }

    @Test("a time and a frame name the same place", arguments: ["@0.25", "@2f"]) func times(time: String) throws {
        let folder = try ScratchFolder()
        try writeClip("clip.mp4", frames: 4, in: folder)
        // In frame 2 the square covers 24 to 48, in frame 0 this place is beside it.
        let run = try select(["clip.mp4", "--point", "0.47,0.5" + time, "--output", "masks/", "--quiet"], in: folder)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let masks = try ClipReader.pictures(of: folder.url.appending(path: "masks"))
        #expect(Self.squareArea.contains(masks[2].bytes.count { $0 == 255 } / 3))
    }

    @Test("of a picture the mask is a picture") func picture() throws {
        let folder = try ScratchFolder()
        try writeClip("a.png", frames: 1, in: folder)
        let run = try select(["a.png", "--point", "0.29,0.5", "--output", "m.png", "--preview", "p.png"], in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(folder.names == ["a.png", "m.png", "p.png"])
    }

    private static let elevenPoints = (10..<21).flatMap { ["--point", "0.5,0.\($0)"] }

    @Test(
        "what cannot be used ends with 65 and one sentence, and leaves nothing",
        arguments: [
            (["--point", "1.2,0.5"], "outside of the frame"), (["--point", "0.5,0.5@9f"], "There is no frame 9"),
            (["--point", "0.5,0.5@3"], "after the clip's end at 0.5 s"),
            (["--point", "0.5,0.5-"], "only points outside"),
            (["--point", "0.5,0.5", "--output", "m.mp4"], "name a folder with /"),
            (["--point", "0.5,0.5", "--output", "m.png"], "its masks go into a folder"),
            (["--point", "0.5,0.5", "--rle", "no/m.json"], "could not be written"),
            (["--point", "0.5,0.5", "--preview", "p.xyz"], "must end in"),
            (elevenPoints, "10 points already"),
        ])
    func refuses(arguments: [String], sentence: String) throws {
        let folder = try ScratchFolder()
        try writeClip("clip.mp4", frames: 4, in: folder)
        let outputs = arguments.contains { ["--output", "--rle", "--preview"].contains($0) } ? [] : ["--output", "m/"]
        let run = try select(["clip.mp4", "--quiet"] + arguments + outputs, in: folder)
        #expect(run.status == 65, "\(run.errors)")
        #expect(run.errors.contains(sentence), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        #expect(folder.names == ["clip.mp4"])
    }

    @Test(
        "wrong usage ends with 64",
        arguments: [
            ["--output", "m/"], ["--point", "0.5,0.5"], ["--point", "here", "--output", "m/"],
            ["--point", "0.5,0.5@-1", "--output", "m/"], ["--point", "0.5", "--output", "m/"],
            ["--point", "0.5,0.5", "--output", "m", "--preview", "m"],
        ]) func wrongUsage(arguments: [String]) throws
    {
        let folder = try ScratchFolder()
        #expect(try select(["clip.mp4"] + arguments, in: folder).status == 64)
    }

    @Test("pictures in a folder have no times") func folderOfPictures() throws {
        let folder = try ScratchFolder()
        try writeClip("frames/", frames: 2, in: folder)
        let run = try select(["frames", "--point", "0.29,0.5@0.1", "--output", "m/", "--quiet"], in: folder)
        #expect(run.status == 65 && run.errors.contains("such as @12f"), "\(run.errors)")
    }
}
