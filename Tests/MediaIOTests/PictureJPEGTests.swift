import Foundation
import MediaIO
import Testing

@Suite("Pictures as JPEG") struct PictureJPEGTests {
    @Test("look the same when they are read again, at odd sizes, too", arguments: [(64, 48), (31, 17), (1, 1)])
    func roundTrip(width: Int, height: Int) throws {
        // Smooth, so that halved colour does not show.
        let bytes = (0..<width * height).flatMap { pixel -> [UInt8] in
            let (x, y) = (pixel % width, pixel / width)
            return [UInt8(60 + x * 2), UInt8(200 - y * 2), UInt8(90 + x)]
        }
        let picture = Picture(width: width, height: height, bytes: bytes)
        let file = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString).jpg")
        defer { try? FileManager.default.removeItem(at: file) }
        try picture.jpeg(quality: 2).write(to: file)
        let read = try ClipReader.firstPicture(of: file)
        #expect(read.width == width && read.height == height)
        let worst = zip(read.bytes, bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(worst <= 12)
    }
}
