import CFFmpeg
import Foundation
import Testing

@testable import MediaIO

@Suite("Clips in all forms") struct ClipFormTests {
    private let scenes = (0..<5).map { Picture.scene(frame: $0) }

    @Test(
        "each codec comes back, in each container that people have",
        arguments: [
            ("libx264", "mp4"), ("libx264", "mov"), ("libx265", "mp4"), ("libvpx-vp9", "webm"), ("libaom-av1", "webm"),
        ])
    func codecs(encoder: String, container: String) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.\(container)")
            try EncodedClip.write(scenes, to: url, container: container, encoder: encoder) { $0.bit_rate = 2_000_000 }
            let read = try ClipReader.pictures(of: url)
            try #require(read.count == scenes.count)
            // The red disc's edge loses most: colour difference has half the pixels.
            for (found, expected) in zip(read, scenes) { #expect(found.psnr(against: expected) > 30) }
        }
    }

    @Test(
        "colours are read with the matrix and the range that the clip says",
        arguments: [YCbCr.Matrix.bt601, .bt709, .bt2020], [false, true])
    func colors(matrix: YCbCr.Matrix, isFullRange: Bool) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.mp4")
            let coding = YCbCr(matrix: matrix, isFullRange: isFullRange)
            try EncodedClip.write([.solid(200, 50, 20), .solid(200, 50, 20)], to: url, coding: coding)
            let found = try ClipReader.firstPicture(of: url).pixel(32, 24)
            for (value, expected) in zip(found, [200, 50, 20]) { #expect(abs(Int(value) - expected) <= 3, "\(found)") }
        }
    }

    @Test("pixels that are not square are made so, by stretching", arguments: [(2, 1, 192, 64), (8, 9, 96, 72)])
    func pixelShapes(across: Int, down: Int, width: Int, height: Int) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.mp4")
            try EncodedClip.write(scenes, to: url) {
                $0.sample_aspect_ratio = AVRational(num: Int32(across), den: Int32(down))
            }
            let info = try ClipReader.info(of: url)
            let shown = try ClipReader.firstPicture(of: url)
            #expect(info.width == width && info.height == height)
            try #require(shown.width == width && shown.height == height)
            // The disc stays where it is, in shares of the frame.
            #expect(shown.pixel(12 * width / 96, 32 * height / 64)[0] > 215)
        }
    }

    @Test("a clip without a frame holds no pictures") func noFrames() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.mp4")
            try EncodedClip.write([], to: url)
            #expect(throws: MediaError.noPictures(name: "a.mp4")) { try ClipReader.pictures(of: url) }
            #expect(throws: MediaError.noPictures(name: "a.mp4")) { try ClipReader.info(of: url) }
        }
    }
}
