import Foundation
import Testing

@testable import MediaIO

@Suite("Hostile inputs") struct HostileInputTests {
    /// What reading a file of these bytes throws; nothing where it is read.
    private func refusal(of data: Data, name: String, limits: InputLimits = InputLimits.standard) throws -> MediaError?
    {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            try data.write(to: url)
            do {
                _ = try ClipReader.pictures(of: url, limits: limits)
                return nil
            } catch let error as MediaError { return error }
        }
    }

    private func written(_ name: String, frames: Int = 9) throws -> Data {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            try write((0..<frames).map { .scene(frame: $0) }, to: url, as: ClipFormat(outputPath: name))
            return try Data(contentsOf: url)
        }
    }

    @Test(
        "lists that name other files are no clips, whatever they are called",
        arguments: ["list.m3u8", "list.mp4", "list.png"],
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile /etc/passwd\n", "file '/etc/passwd'\n", "[playlist]\nFile1=http://localhost/\n",
            "<MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>", "<svg xmlns='http://www.w3.org/2000/svg'/>",
        ])
    func playlists(name: String, text: String) throws {
        #expect(try refusal(of: Data(text.utf8), name: name) == .unknownKind(name: name))
    }

    @Test("an empty file is no clip") func empty() throws {
        #expect(try refusal(of: Data(), name: "a.mp4") == .unknownKind(name: "a.mp4"))
    }

    @Test("random bytes are no clip", arguments: ["a.mp4", "a.png", "a.webp"]) func random(name: String) throws {
        var generator = SplitMix(state: 7)
        let bytes = (0..<10_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(try refusal(of: Data(bytes), name: name) == .unknownKind(name: name))
    }

    @Test("random bytes after a true signature are damaged") func randomWithSignature() throws {
        var generator = SplitMix(state: 8)
        let noise = Data((0..<10_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        for signature in [
            png, Data([0xFF, 0xD8, 0xFF, 0xE0]), Data("GIF89a".utf8), Data("RIFF0000WEBPVP8X".utf8),
            Data([0, 0, 0, 24]) + Data("ftypisom".utf8), Data([0x1A, 0x45, 0xDF, 0xA3]),
        ] {
            #expect(try refusal(of: signature + noise, name: "a") != nil)
        }
    }

    @Test("a WebP whose canvas shrinks under its frames is damaged") func secondCanvas() throws {
        var bytes = try written("a.webp")
        let (animated, onePixel): (UInt8, [UInt8]) = (0x02, [0, 0, 0, 0, 0, 0])
        bytes.append(contentsOf: Array("VP8X".utf8) + [10, 0, 0, 0, animated, 0, 0, 0] + onePixel)
        let size = UInt32(bytes.count - 8)
        bytes.replaceSubrange(4..<8, with: (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) })
        #expect(try refusal(of: bytes, name: "a.webp") == .damaged(name: "a.webp"))
    }

    @Test("a file cut short is refused at any length", arguments: ["a.mp4", "a.webp", "a.png", "a.gif"])
    func truncated(name: String) throws {
        let whole = try written(name, frames: name == "a.png" ? 1 : 9)
        for length in Array(stride(from: 0, to: whole.count, by: whole.count / 40 + 1)) + [whole.count - 1] {
            #expect(try refusal(of: whole.prefix(length), name: name) != nil, "\(length) of \(whole.count) bytes")
        }
    }

    @Test("changed bytes never bring the reader down", arguments: ["a.mp4", "a.webp", "a.png", "a.gif"])
    func mutated(name: String) throws {
        let whole = try written(name, frames: name == "a.png" ? 1 : 4)
        var generator = SplitMix(state: 9)
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try refusal(of: bytes, name: name)
        }
        var bytes = whole
        bytes.removeLast(whole.count / 3)
        _ = try refusal(of: bytes, name: name)
    }

    /// `Scripts/hostile_media.py` does more of this, to the whole program.
    @Test(
        "changed bytes, lying numbers and lost parts of other makers' files never bring the reader down",
        arguments: [
            SamplePictures.turnedJPEG, SamplePictures.cmykJPEG, SamplePictures.turnedPNG, SamplePictures.palettePNG,
            SamplePictures.animatedPNG, SamplePictures.turnedWebP, SamplePictures.layeredWebP,
            SamplePictures.turnedAVIF, SamplePictures.vp9WebM, SamplePictures.turnedMOV, SamplePictures.soundOnly,
        ])
    func mutatedSamples(whole: Data) throws {
        var generator = SplitMix(state: 11)
        for number in 0..<60 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0..<bytes.count - 4, using: &generator)
                switch number % 3 {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                case 1:
                    let lies: [[UInt8]] = [[255, 255, 255, 255], [0, 0, 0, 0], [127, 255, 255, 255], [0, 0, 0, 1]]
                    bytes.replaceSubrange(place..<place + 4, with: lies.randomElement(using: &generator)!)
                default: bytes.removeSubrange(place..<place + Int.random(in: 1...4, using: &generator))
                }
            }
            _ = try refusal(of: bytes, name: "a")
        }
    }

    @Test("the profile of a PNG is not unpacked: a false one refuses nothing, a large one no animation") func profiles()
        throws
    {
        func adding(_ profile: Data, to png: Data) -> Data {
            png.prefix(33) + PNGMetadata.chunk("iCCP", Data("a\0\0".utf8) + profile) + png.dropFirst(33)
        }
        let noise = Data(repeating: 0xFF, count: 100)
        #expect(try refusal(of: adding(noise, to: SamplePictures.gray8PNG), name: "a.png") == nil)
        let large = adding(Data(count: 300_000), to: SamplePictures.animatedPNG)
        let expected = MediaError.tooMuchMemory(name: "a.png", limit: InputLimits.standard.memoryBytes)
        #expect(try refusal(of: large, name: "a.png") == expected)
        #expect(expected.description == "a.png would take more than 1024 MiB of memory to read.")
    }

    @Test(
        "metadata and info of changed files never bring the reader down",
        arguments: ["a.mp4", "a.webp", "a.png", "a.gif"])
    func mutatedMetadata(name: String) throws {
        let whole = try written(name, frames: name == "a.png" ? 1 : 2)
        var generator = SplitMix(state: 10)
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            for _ in 0..<150 {
                var bytes = whole.prefix(Int.random(in: 0...whole.count, using: &generator))
                for _ in 0..<min(bytes.count, 8) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                try Data(bytes).write(to: url)
                do { _ = try ClipReader.metadata(of: url) } catch is MediaError {}
                do { _ = try ClipReader.info(of: url) } catch is MediaError {}
            }
        }
    }

    @Test("a header that claims a huge picture is refused before memory is taken") func hugeHeader() throws {
        var png = SamplePictures.gray8PNG
        png.replaceSubrange(16..<24, with: [0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00])
        let limit = InputLimits.standard.pixelsPerPicture
        let expected = MediaError.tooManyPixels(name: "a.png", width: 65536, height: 65536, limit: limit)
        #expect(try refusal(of: png, name: "a.png") == expected)
    }

    @Test("each limit has its own refusal") func limits() throws {
        let clip = try written("a.mp4")
        func refused(_ change: (inout InputLimits) -> Void) throws -> MediaError? {
            var limits = InputLimits.standard
            change(&limits)
            return try refusal(of: clip, name: "a.mp4", limits: limits)
        }
        #expect(try refused { $0.frames = 8 } == .tooManyFrames(name: "a.mp4", limit: 8))
        #expect(try refused { $0.fileBytes = 100 } == .tooManyBytes(name: "a.mp4", limit: 100))
        #expect(try refused { $0.mediaSeconds = 0.5 } == .tooLong(name: "a.mp4", limitSeconds: 0.5))
        #expect(try refused { $0.wallTime = .zero } == .tooSlow(name: "a.mp4", limitSeconds: 0))
        #expect(
            try refused { $0.pixelsPerFrame = 6000 }
                == .tooManyPixels(name: "a.mp4", width: 96, height: 64, limit: 6000))
        #expect(try refused { $0.pixelsTogether = 20_000 } == .tooManyPixelsTogether(name: "a.mp4", limit: 20_000))
        #expect(try refused { $0.frames = 9 } == nil)
    }

    @Test("a missing file, an empty folder and a pipe are refused") func noFile() throws {
        try withFolder { folder in
            let missing = folder.appendingPathComponent("no.mp4")
            #expect(throws: MediaError.missing(name: "no.mp4")) { try ClipReader(missing) }
            let name = folder.lastPathComponent
            #expect(throws: MediaError.noPictures(name: name)) { try ClipReader(folder) }
            let pipe = folder.appendingPathComponent("pipe.mp4")
            mkfifo(pipe.path, 0o600)
            #expect(throws: MediaError.unknownKind(name: "pipe.mp4")) { try ClipReader(pipe) }
        }
    }

    @Test("refused files are closed") func closed() throws {
        func links() throws -> Int {
            try withFolder { folder in
                let (clip, big) = (folder.appendingPathComponent("a"), InputLimits.standard)
                var small = big
                small.fileBytes = 10
                let noise = Data("GIF89a".utf8) + Data(repeating: 7, count: 100)
                for limits in [big, small] {
                    try noise.write(to: clip)
                    #expect(throws: MediaError.self) { try ClipReader(clip, limits: limits) }
                    #expect(throws: MediaError.self) { try ClipReader.metadata(of: clip, limits: limits) }
                }
                // Only what leads into this folder: other tests open files meanwhile.
                let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
                return descriptors.filter { descriptor in
                    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                    return path?.hasPrefix(folder.path) ?? false
                }.count
            }
        }
        #expect(try links() == 0)
    }

    @Test("pictures of different sizes are no clip") func sizesDiffer() throws {
        try withFolder { folder in
            try write([.solid(1, 1, 1)], to: folder.appendingPathComponent("1.png"), as: .png)
            try write([.solid(1, 1, 1, width: 8, height: 8)], to: folder.appendingPathComponent("2.png"), as: .png)
            #expect(throws: MediaError.self) { try ClipReader.pictures(of: folder) }
        }
    }

    @Test("errors name the last path component and nothing above it") func noPaths() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip.mp4")
            try Data("nothing".utf8).write(to: url)
            let error = #expect(throws: MediaError.self) { try ClipReader(url) }
            #expect(error == .unknownKind(name: "clip.mp4") && error?.description.hasPrefix("clip.mp4 is not") == true)
        }
    }
}

/// A small generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
