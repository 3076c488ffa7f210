import Testing

@testable import MediaIO

@Suite("Upscaling") struct UpscalingTests {
    @Test(
        "sizes keep the shape and have even sides",
        arguments: [
            ("720p", 64, 64, 720, 720), ("1080p", 832, 480, 1872, 1080), ("720p", 480, 832, 720, 1248),
            ("1280x720", 64, 64, 720, 720), ("1920x1080", 832, 480, 1872, 1080), ("100x7000", 48, 32, 100, 66),
        ])
    func sizes(text: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int) throws {
        let size = try #require(UpscaleSize(text)).size(forWidth: width, height: height)
        #expect(size == (expectedWidth, expectedHeight))
    }

    @Test(
        "what is no size is none",
        arguments: ["", "p", "720", "-720p", "720P", "0x720", "1280x", "1x1x1", "9000p", "axb"])
    func noSizes(text: String) { #expect(UpscaleSize(text) == nil) }

    @Test("a result that is no larger, or far too large, is refused") func refusals() {
        #expect(throws: MediaError.notLarger(width: 1280, height: 720, asked: 1280, askedHeight: 720)) {
            try UpscaleSize.shorterSide(720).size(forWidth: 1280, height: 720)
        }
        #expect(throws: MediaError.upscaledTooFar(width: 16000, height: 1000, limit: 7680)) {
            try UpscaleSize.shorterSide(1000).size(forWidth: 160, height: 10)
        }
    }

    /// Made smaller, then larger again.
    @Test("Lanczos gives more of a picture back than repeating pixels does") func quality() throws {
        let whole = Picture.scene(frame: 3, width: 192, height: 128)
        let small = try whole.fitted(width: 96, height: 64, by: .cover)
        let larger = try LanczosUpscaler(from: (96, 64), to: (192, 128)).upscale(small)
        #expect(larger.width == 192 && larger.height == 128)
        let repeated = small.nearest(width: 192, height: 128)
        #expect(larger.psnr(against: whole) > repeated.psnr(against: whole) + 1.5)
    }
}
