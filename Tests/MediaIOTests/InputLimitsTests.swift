import Foundation
import Testing

@testable import MediaIO

@Suite("InputLimits") struct InputLimitsTests {
    /// The sentence that refuses a picture or clip for a use; nothing where it is accepted.
    private func refusal(
        width: Int, height: Int, as format: ClipFormat = .png, frames: Int = 1, framesPerSecond: FrameRate = 24,
        for use: KlingInput
    ) throws -> String? {
        try withFolder { folder in
            let url = folder.appendingPathComponent(format == .png ? "a.png" : format == .gif ? "a.gif" : "a.mp4")
            let picture = Picture.solid(9, 9, 9, width: width, height: height)
            try write(Array(repeating: picture, count: frames), to: url, as: format, framesPerSecond: framesPerSecond)
            do {
                _ = try ClipReader(url, limits: .kling(use))
                return nil
            } catch let error as MediaError { return error.description }
        }
    }

    @Test("pictures for Kling's API") func pictures() throws {
        #expect(try refusal(width: 300, height: 700, for: .image) == nil)
        #expect(
            try refusal(width: 200, height: 900, for: .image)
                == "a.png is 200x900 pixels: its sides must be at least 300.")
        #expect(
            try refusal(width: 300, height: 800, for: .image)
                == "a.png is 300x800 pixels: width over height must be 0.4 to 2.5.")
        #expect(try refusal(width: 300, height: 800, for: .tailImage) == nil)
        #expect(
            try refusal(width: 300, height: 300, as: .gif, for: .mask) == "a.gif is GIF: it must be JPEG or PNG.")
    }

    @Test("clips for Kling's API") func clips() throws {
        #expect(
            try refusal(width: 400, height: 300, as: .mp4, frames: 24, for: .motionControlAsImage)
                == "a.mp4 is 400x300 pixels: its sides must be from 340 to 3850.")
        #expect(
            try refusal(width: 400, height: 360, as: .mp4, frames: 24, for: .motionControlAsImage)
                == "a.mp4 lasts 1 seconds: it must last 3 to 10 seconds.")
        #expect(
            try refusal(width: 400, height: 360, as: .mp4, frames: 36, framesPerSecond: 12, for: .motionControlAsImage)
                == nil)
        #expect(
            try refusal(width: 720, height: 720, as: .mp4, frames: 36, framesPerSecond: 6, for: .multiElements)
                == "a.mp4 lasts 6 seconds: it must last 2 to 5 or 7 to 10 seconds.")
        #expect(
            try refusal(width: 720, height: 720, as: .mp4, frames: 36, framesPerSecond: 12, for: .multiElements)
                == "a.mp4 has 12 frames a second: it must have 24 or 30 or 60.")
        #expect(
            try refusal(width: 600, height: 600, as: .mp4, frames: 36, framesPerSecond: 12, for: .lipSync)
                == "a.mp4 is 600x600 pixels: its shorter side must be 720 or 1080.")
        #expect(
            try refusal(width: 1080, height: 1080, as: .mp4, frames: 4, framesPerSecond: 1, for: .elementVideo)
                == "a.mp4 is 1080x1080 pixels: width over height must be 1.769 to 1.787 or 0.56 to 0.565.")
        #expect(
            try refusal(width: 1920, height: 1080, as: .mp4, frames: 4, framesPerSecond: 1, for: .elementVideo) == nil)
        #expect(
            try refusal(width: 300, height: 300, for: .videoToAudio) == "a.png is PNG: it must be mp4 or mov.")
    }

    @Test("bytes are limited as Kling limits them") func bytes() {
        #expect(InputLimits.kling(.image).pictureBytes == 10 << 20)
        #expect(InputLimits.kling(.largeImage).pictureBytes == 50 << 20)
        #expect(InputLimits.kling(.omniVideo).fileBytes == 200 << 20)
    }

    /// The largest pictures that are accepted, in the form that takes most: 16 bits a channel and transparency.
    @Test("a picture of 64 million pixels is read within the private memory that is stated") func pictureMemory() async
    {
        await #expect(processExitsWith: .success) {
            try withFolder { folder in
                let url = folder.appendingPathComponent("large.png")
                try LargePNG.write(width: 8192, height: 8192, to: url)
                try LargePNG.capPrivateMemory(at: InputLimits.standard.memoryBytes)
                let picture = try ClipReader.firstPicture(of: url)
                #expect(picture.width == 8192 && picture.pixel(8000, 8000) == [255, 255, 255])
            }
        }
    }

    @Test("a clip whose frames would take more is refused with the figure") func clipMemory() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.mp4")
            try EncodedClip.write((0..<5).map { .scene(frame: $0) }, to: url, encoder: "libx265")
            var limits = InputLimits.standard
            // 17 frames of 96x64 in 4:2:0 and what the threads hold are more than 9 of 96x64x1.5 bytes.
            limits.memoryBytes = 96 * 64 * 3 / 2 * 12
            let expected = MediaError.tooMuchMemory(name: "a.mp4", limit: limits.memoryBytes)
            #expect(throws: expected) { try ClipReader.pictures(of: url, limits: limits) }
            limits.memoryBytes = 4 << 20
            #expect(try ClipReader.pictures(of: url, limits: limits).count == 5)
        }
    }
}
