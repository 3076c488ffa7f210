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
