import Foundation
import Testing

@testable import MediaIO

@Suite("ClipWriter") struct ClipWriterTests {
    @Test(
        "the name alone decides the format",
        arguments: [
            ("a.mp4", ClipFormat.mp4), ("dir/a.GIF", .gif), ("a.webp", .webp), ("a.b.png", .png),
            ("frames/", .pngFolder),
        ])
    func formatFromName(path: String, format: ClipFormat) throws {
        #expect(try ClipFormat(outputPath: path) == format)
    }

    @Test("an unknown extension is refused by name") func unknownExtension() {
        #expect(throws: MediaError.unknownOutput(name: "a.avi")) { try ClipFormat(outputPath: "/secret/place/a.avi") }
    }

    @Test("an existing folder means a folder of pictures") func existingFolder() throws {
        let format = try withFolder { folder in try ClipFormat(outputPath: folder.path) }
        #expect(format == .pngFolder)
    }

    @Test("a finished clip stands alone under its name", arguments: ClipFormat.allCases)
    func nothingButTheClip(format: ClipFormat) throws {
        try withFolder { folder in
            try write([.scene(frame: 0)], to: folder.appendingPathComponent("clip"), as: format)
            #expect(try names(in: folder) == ["clip"])
        }
    }

    @Test("before it is finished a clip has no name, and after a discard no trace", arguments: ClipFormat.allCases)
    func discardLeavesNothing(format: ClipFormat) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip")
            let writer = try ClipWriter(
                to: url, format: format, width: 96, height: 64, framesPerSecond: 16, metadata: .awkward)
            try writer.append(.scene(frame: 0))
            #expect(!FileManager.default.fileExists(atPath: url.path))
            writer.discard()
            try expectEmpty(folder)
        }
    }

    @Test("a writer that is let go leaves nothing", arguments: ClipFormat.allCases)
    func releaseLeavesNothing(format: ClipFormat) throws {
        try withFolder { folder in
            _ = try ClipWriter(
                to: folder.appendingPathComponent("clip"), format: format, width: 96, height: 64, framesPerSecond: 16,
                metadata: .awkward)
            try expectEmpty(folder)
        }
    }

    @Test("a second frame is one too many for a PNG, and leaves nothing") func onePictureOnly() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            #expect(throws: MediaError.onePictureOnly(name: "a.png")) {
                try write([.scene(frame: 0), .scene(frame: 1)], to: url, as: .png)
            }
            try expectEmpty(folder)
        }
    }

    @Test("a clip without frames is no clip, and leaves nothing", arguments: ClipFormat.allCases)
    func noFrames(format: ClipFormat) throws {
        try withFolder { folder in
            let writer = try ClipWriter(
                to: folder.appendingPathComponent("clip"), format: format, width: 96, height: 64, framesPerSecond: 16,
                metadata: .awkward)
            #expect(throws: MediaError.noFrames(name: "clip")) { try writer.finish() }
            try expectEmpty(folder)
        }
    }

    @Test("an odd size is refused for mp4 with the nearest even ones") func oddSize() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.mp4")
            let error = #expect(throws: MediaError.self) {
                try write([.solid(0, 0, 0, width: 33, height: 20)], to: url, as: .mp4)
            }
            #expect(
                error?.description
                    == "a.mp4 needs an even width and height, not 33x20; the nearest are 32x20 and 34x20.")
            try expectEmpty(folder)
        }
    }

    @Test("a rate that browsers would slow down is refused", arguments: [("a.gif", 50), ("a.webp", 90)])
    func tooFast(name: String, limit: Int) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            #expect(throws: MediaError.frameRateTooHigh(name: name, limit: limit)) {
                try write([.scene(frame: 0)], to: url, as: ClipFormat(outputPath: name), framesPerSecond: 120)
            }
            try expectEmpty(folder)
        }
    }

    @Test("an older file of the name is replaced, a folder with things in it is not") func replacing() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            try Data("old".utf8).write(to: url)
            try write([.scene(frame: 0)], to: url, as: .png)
            #expect(try ClipReader.firstPicture(of: url) == .scene(frame: 0))
            #expect(throws: MediaError.folderNotEmpty(name: folder.lastPathComponent)) {
                try write([.scene(frame: 0)], to: folder, as: .pngFolder)
            }
            #expect(try names(in: folder) == ["a.png"])
        }
    }

    @Test("an empty folder that exists is filled") func fillsFolder() throws {
        try withFolder { folder in
            try write([.scene(frame: 0)], to: folder, as: .pngFolder)
            #expect(try names(in: folder) == ["00000.png"])
        }
    }

    @Test("a place that cannot be written to is known before the first frame") func noPlace() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("no/such/a.mp4")
            let error = #expect(throws: MediaError.self) {
                try ClipWriter(to: url, format: .mp4, width: 8, height: 8, framesPerSecond: 1, metadata: .awkward)
            }
            #expect(error?.description == "a.mp4 could not be written: its folder does not exist.")
        }
    }

    /// Not so for mp4: x264's macroblock tree (core 164) reads memory it has not written, in `ffmpeg` too, which now and
    /// then moves a few bits.
    @Test("the same frames give the same bytes", arguments: [ClipFormat.gif, .webp, .png])
    func reproducible(format: ClipFormat) throws {
        try withFolder { folder in
            let urls = ["1", "2"].map { folder.appendingPathComponent($0) }
            let clip = (0..<(format == .png ? 1 : 6)).map { Picture.scene(frame: $0) }
            for url in urls { try write(clip, to: url, as: format) }
            #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
        }
    }
}
