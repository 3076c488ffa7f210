import Foundation
import Testing

@testable import MediaIO

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
