import Foundation
import Testing

@testable import MediaIO

@Suite("Writing and reading back") struct RoundTripTests {
    static let clip = (0..<9).map { Picture.scene(frame: $0) }

    /// - Parameters: least signal to noise in decibels. mp4 and WebP halve the resolution of colour, which costs the red
    ///   disc's edge: a scene without any compression comes back with 32 dB from box-averaged colour. A gray scene has no
    ///   such cost. A GIF has 255 colours; PNG is exact.
    @Test(
        "a clip comes back frame for frame",
        arguments: [
            ("clip.mp4", 31.0, 42.0), ("clip.gif", 34.0, 46.0), ("clip.webp", 30.0, 40.0),
            ("clip/", Double.infinity, Double.infinity),
        ])
    func roundTrip(name: String, psnr: Double, grayPSNR: Double) throws {
        for (clip, least) in [(Self.clip, psnr), (Self.clip.map(\.gray), grayPSNR)] {
            try withFolder { folder in
                let url = folder.appendingPathComponent(name)
                try write(clip, to: url, as: ClipFormat(outputPath: name))
                let pictures = try ClipReader.pictures(of: url)
                #expect(pictures.count == clip.count)
                for (index, (found, expected)) in zip(pictures, clip).enumerated() {
                    let decibels = found.psnr(against: expected)
                    #expect(decibels >= least, "frame \(index) of \(name): \(decibels) dB")
                }
            }
        }
    }

    @Test("a PNG comes back exactly") func png() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            try write([.scene(frame: 3)], to: url, as: .png)
            #expect(try ClipReader.firstPicture(of: url) == .scene(frame: 3))
        }
    }

    /// Large patches have no edges for compression to err at, so what is left is the matrix and range: a BT.601 matrix
    /// on either side would be off by 10 to 30.
    @Test(
        "flat colours come back through mp4 and webp within 3 of 255",
        arguments: [
            [255, 0, 0], [0, 255, 0], [0, 0, 255], [128, 128, 128], [0, 0, 0], [255, 255, 255], [200, 120, 30],
        ] as [[UInt8]], ["a.mp4", "a.webp"])
    func flatColors(color: [UInt8], name: String) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            let picture = Picture.solid(color[0], color[1], color[2])
            try write([picture, picture, picture], to: url, as: ClipFormat(outputPath: name))
            for found in try ClipReader.pictures(of: url) {
                let worst = zip(found.bytes, picture.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
                #expect(worst <= 3, "\(color) became \(found.pixel(20, 20))")
            }
        }
    }

    @Test("few colours come back exactly through gif") func gifExact() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.gif")
            let pictures = [Picture.solid(255, 0, 0), .solid(1, 2, 3), .solid(254, 253, 252)]
            try write(pictures, to: url, as: .gif)
            #expect(try ClipReader.pictures(of: url) == pictures)
        }
    }

    @Test("one pixel across is enough where the format allows it", arguments: ["a.gif", "a.webp", "a.png", "a/"])
    func onePixel(name: String) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            try write([.solid(9, 9, 9, width: 1, height: 1)], to: url, as: ClipFormat(outputPath: name))
            let picture = try ClipReader.firstPicture(of: url)
            #expect(picture.width == 1 && picture.height == 1)
        }
    }

    @Test("odd sizes are kept", arguments: ["a.gif", "a.webp", "a/"])
    func oddSizes(name: String) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            let clip = (0..<3).map { Picture.scene(frame: $0, width: 33, height: 21).gray }
            try write(clip, to: url, as: ClipFormat(outputPath: name))
            for (found, expected) in zip(try ClipReader.pictures(of: url), clip) {
                #expect(found.psnr(against: expected) > 38)
            }
        }
    }
}

@Suite("ClipMetadata") struct ClipMetadataTests {
    @Test("the request and the AI label come back from every kind", arguments: ClipFormat.allCases)
    func roundTrip(format: ClipFormat) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip")
            try write([.scene(frame: 0)], to: url, as: format)
            #expect(try ClipReader.metadata(of: url) == .awkward)
        }
    }

    @Test("a long request comes back from animations too", arguments: [ClipFormat.mp4, .gif, .webp])
    func longRequest(format: ClipFormat) throws {
        let metadata = ClipMetadata(
            request: String(repeating: "猫 <&> ", count: 20_000), software: "Kinora",
            source: .compositeWithTrainedAlgorithmicMedia)
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip")
            let clip = (0..<4).map { Picture.scene(frame: $0) }
            try write(clip, to: url, as: format, metadata: metadata)
            #expect(try ClipReader.metadata(of: url) == metadata)
            #expect(try ClipReader.pictures(of: url).count == 4)
        }
    }

    @Test("control characters become JSON escapes") func controls() {
        let metadata = ClipMetadata(request: "a\u{0}b\u{1F}\u{FFFE}c", software: "Kinora")
        #expect(metadata.request == #"a\u0000b\u001f\ufffec"#)
    }

    @Test("a picture without metadata has none") func absent() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            try SamplePictures.gray16PNG.write(to: url)
            #expect(try ClipReader.metadata(of: url) == nil)
        }
    }

    @Test("an mp4 carries the IPTC label as XMP after its other boxes") func uuidBox() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip.mp4")
            try write([.scene(frame: 0)], to: url, as: .mp4)
            let boxes = try topLevelBoxes(of: url)
            #expect(boxes.last?.type == "uuid")
            let text = String(decoding: boxes.last?.content ?? Data(), as: UTF8.self)
            #expect(text.contains("digitalsourcetype/trainedAlgorithmicMedia"))
        }
    }
}

@Suite("ClipInfo") struct ClipInfoTests {
    @Test("an mp4 is H.264, 4:2:0, tagged BT.709, limited range") func mp4() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip.mp4")
            try write((0..<17).map { .scene(frame: $0) }, to: url, as: .mp4)
            let info = try ClipReader.info(of: url)
            #expect(info.width == 96 && info.height == 64 && info.frames == 17)
            #expect(info.codec == "h264" && info.pixelFormat == "yuv420p")
            #expect([info.colorPrimaries, info.colorTransfer, info.colorSpace] == ["bt709", "bt709", "bt709"])
            #expect(info.colorRange == "tv")
        }
    }

    @Test("an mp4's index stands before its pictures") func fastStart() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip.mp4")
            try write((0..<5).map { .scene(frame: $0) }, to: url, as: .mp4)
            let types = try topLevelBoxes(of: url).map(\.type)
            let (index, pictures) = (types.firstIndex(of: "moov"), types.firstIndex(of: "mdat"))
            #expect(index != nil && pictures != nil && index! < pictures!, "\(types)")
        }
    }

    @Test(
        "an mp4 keeps any frame rate exactly",
        arguments: [
            16, 24, 1, 240, FrameRate(numerator: 24_000, denominator: 1001)!, FrameRate(23.976)!, FrameRate(12.5)!,
            FrameRate(7.3)!, FrameRate(0.3)!,
        ] as [FrameRate])
    func frameRates(rate: FrameRate) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip.mp4")
            try write((0..<7).map { .scene(frame: $0) }, to: url, as: .mp4, framesPerSecond: rate)
            let info = try ClipReader.info(of: url)
            #expect(abs((info.framesPerSecond ?? 0) / rate.framesPerSecond - 1) < 1e-9)
            #expect(abs((info.duration ?? 0) * rate.framesPerSecond - 7) < 1e-6)
            let reader = try ClipReader(url)
            for number in 0..<7 {
                let seconds = try #require(try reader.next()?.seconds)
                #expect(abs(seconds * rate.framesPerSecond - Double(number)) < 1e-6)
            }
        }
    }

    /// Hundredths and thousandths of a second cannot hold most rates; each frame is rounded by itself.
    @Test("gif and webp times do not drift", arguments: [("a.gif", 0.0051), ("a.webp", 0.0011)])
    func noDrift(name: String, tolerance: Double) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            let rate = FrameRate(numerator: 24_000, denominator: 1001)!
            try write(
                (0..<24).map { .scene(frame: $0) }, to: url, as: ClipFormat(outputPath: name), framesPerSecond: rate)
            let reader = try ClipReader(url)
            for number in 0..<24 {
                let seconds = try #require(try reader.next()?.seconds)
                #expect(abs(seconds - Double(number) / rate.framesPerSecond) < tolerance)
            }
            let info = try ClipReader.info(of: url)
            #expect(info.frames == 24)
            #expect(abs((info.duration ?? 0) - 1.001) < 0.011)
        }
    }

    @Test("a folder and a picture say what they hold") func stills() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("frames")
            try write((0..<3).map { .scene(frame: $0) }, to: url, as: .pngFolder)
            #expect(try names(in: url) == ["00000.png", "00001.png", "00002.png"])
            let info = try ClipReader.info(of: url)
            #expect(info.frames == 3 && info.codec == "png" && info.duration == nil)
            #expect(try ClipReader.info(of: url.appendingPathComponent("00001.png")).pixelFormat == "rgb24")
        }
    }

    @Test("rates outside 0...240 are no frame rates", arguments: [0, -1, 241, .nan, .infinity, 1e-12])
    func badRates(rate: Double) { #expect(FrameRate(rate) == nil) }
}

/// The boxes of an mp4, outermost level only.
func topLevelBoxes(of url: URL) throws -> [(type: String, content: Data)] {
    let bytes = try Data(contentsOf: url)
    var boxes: [(String, Data)] = []
    var position = 0
    while position + 8 <= bytes.count {
        let size = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
        try #require(size >= 8 && position + size <= bytes.count)
        let type = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
        boxes.append((type, Data(bytes[position + 8..<position + size])))
        position += size
    }
    return boxes
}
