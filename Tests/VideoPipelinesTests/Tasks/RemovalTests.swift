import Foundation
import Testing

@testable import VideoPipelines

@Suite("Removal") struct RemovalTests {
    /// White in the middle third of each side.
    private func mask(side: Int) -> InputPicture {
        let middle = side / 3..<side - side / 3
        return InputPicture(
            width: side, height: side,
            bytes: (0..<side * side).flatMap { pixel -> [UInt8] in
                let isInside = middle.contains(pixel % side) && middle.contains(pixel / side)
                return [UInt8](repeating: isInside ? 255 : 0, count: 3)
            })
    }

    @Test("a hole takes the colours around it, and nothing else changes") func fills() {
        // Brighter to the right; black in the hole.
        let (side, mask) = (30, mask(side: 30))
        var bytes = (0..<side * side).flatMap { pixel in
            [UInt8(80), UInt8(60 + 4 * (pixel % side)), UInt8(200)]
        }
        let whole = bytes
        for index in bytes.indices where mask.bytes[index] > 127 { bytes[index] = 0 }
        let filled = InputPicture(width: side, height: side, bytes: bytes).filled(where: mask)
        for index in bytes.indices {
            let difference = abs(Int(filled.bytes[index]) - Int(whole[index]))
            #expect(difference <= (mask.bytes[index] > 127 ? 16 : 0), "at \(index)")
        }
    }

    @Test("a picture that is nothing but a hole stays as it is", arguments: [1, 2, 5]) func empty(side: Int) {
        let picture = InputPicture.filled(90, width: side, height: side)
        #expect(picture.filled(where: .filled(255, width: side, height: side)) == picture)
        #expect(picture.filled(where: .filled(0, width: side, height: side)) == picture)
    }

    @Test("what is removed begins from its surroundings, in a hole wider than its mask") func request() throws {
        let settings = try WanModelSettings(
            folder: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/vace/model")
                .standardizedFileURL)
        let (side, mask) = (48, mask(side: 48))
        let request = ClipRequest(
            prompt: "", width: side, height: side, frames: 5, steps: 4, guidance: 1, seed: 1)
        var bytes = [UInt8](repeating: 120, count: side * side * 3)
        for index in bytes.indices where mask.bytes[index] > 127 { bytes[index] = 250 }
        let frame = InputPicture(width: side, height: side, bytes: bytes)
        let frames = [InputPicture](repeating: frame, count: 5)
        let clip = try WindowedClip.removing(
            request, frames: frames, masks: [mask], window: 5, settings: settings)
        let window = try #require(clip.nextRequest())
        let guide = try #require(window.guide)
        #expect(guide.video.count == 5 && Set(guide.video[0].bytes) == [120])
        #expect(guide.strength > 0 && guide.strength < 1 && window.control.video == frames)
        let white = { (picture: InputPicture) in picture.bytes.count { $0 > 127 } }
        #expect(white(window.control.mask[0]) > white(mask))
        try settings.check(window)
        // Edited, it begins from noise.
        let edited = try WindowedClip.editing(request, frames: frames, masks: [mask], window: 5, settings: settings)
        #expect(try #require(edited.nextRequest()).guide == nil)
    }
}
