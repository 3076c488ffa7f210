import Testing

@testable import MediaIO

@Suite("PictureFit") struct PictureFitTests {
    /// Red left third, green middle third, blue right third.
    private let stripes = Picture(
        width: 90, height: 30,
        bytes: (0..<30).flatMap { _ in
            (0..<90).flatMap { x -> [UInt8] in x < 30 ? [255, 0, 0] : x < 60 ? [0, 255, 0] : [0, 0, 255] }
        })

    @Test("cover cuts equally on both sides") func cover() throws {
        let square = try stripes.fitted(width: 60, height: 60, by: .cover)
        #expect(square.width == 60 && square.height == 60)
        // The green third is the middle square.
        for x in [4, 30, 55] { #expect(square.pixel(x, 30)[1] > 250, "at \(x)") }
        let wider = try stripes.fitted(width: 20, height: 10, by: .cover)
        #expect(wider.pixel(0, 5)[0] > 200 && wider.pixel(10, 5)[1] > 250 && wider.pixel(19, 5)[2] > 200)
    }

    @Test("contain keeps everything and pads with the colour given") func contain() throws {
        let square = try stripes.fitted(width: 60, height: 60, by: .contain, padding: (9, 8, 7))
        #expect(square.pixel(30, 19) == [9, 8, 7] && square.pixel(30, 40) == [9, 8, 7])
        #expect(square.pixel(2, 20)[0] > 250 && square.pixel(30, 39)[1] > 250 && square.pixel(57, 30)[2] > 250)
        #expect(try stripes.fitted(width: 60, height: 60, by: .contain).pixel(0, 0) == [0, 0, 0])
    }

    @Test("an odd pixel of padding goes to the right and below") func oddPadding() throws {
        let padded = try Picture.solid(200, 200, 200, width: 2, height: 2).fitted(width: 5, height: 2, by: .contain)
        #expect((0..<5).map { padded.pixel($0, 0)[0] } == [0, 200, 200, 0, 0])
    }

    @Test("refuse takes 2 % and no more") func refuse() throws {
        let picture = Picture.solid(1, 2, 3, width: 102, height: 100)
        #expect(try picture.fitted(width: 50, height: 50, by: .refuse).width == 50)
        let wide = Picture.solid(1, 2, 3, width: 103, height: 100)
        let expected = MediaError.wrongShape(width: 103, height: 100, expectedWidth: 50, expectedHeight: 50)
        #expect(throws: expected) { try wide.fitted(width: 50, height: 50, by: .refuse) }
        #expect(
            expected.description == "The picture is 103x100: its shape differs by more than 2 % from that of 50x50.")
    }

    /// A disc of 79 pixels stays as wide as it is high, wherever neither is cut off.
    @Test("nothing is distorted", arguments: [(48, 96), (96, 48), (33, 70), (300, 200)], [PictureFit.cover, .contain])
    func shapeKept(size: (width: Int, height: Int), fit: PictureFit) throws {
        let bytes = (0..<120 * 120).flatMap { index -> [UInt8] in
            let (x, y) = (index % 120 - 60, index / 120 - 60)
            return [UInt8](repeating: x * x + y * y < 40 * 40 ? 255 : 0, count: 3)
        }
        let shown = try Picture(width: 120, height: 120, bytes: bytes)
            .fitted(width: size.width, height: size.height, by: fit)
        let across = (0..<size.width).reduce(0) { $0 + Double(shown.pixel($1, size.height / 2)[0]) / 255 }
        let down = (0..<size.height).reduce(0) { $0 + Double(shown.pixel(size.width / 2, $1)[0]) / 255 }
        let (shorter, longer) = (min(size.width, size.height), max(size.width, size.height))
        let diameter = 79 * Double(fit == .cover ? longer : shorter) / 120
        for (length, room) in [(across, size.width), (down, size.height)] {
            #expect(abs(length - min(diameter, Double(room))) < 1 + diameter / 100)
        }
    }

    @Test(
        "an even colour stays exactly what it is, at any ratio",
        arguments: [(1, 1), (2, 3), (4000, 3000), (10_000, 1), (1, 10_000), (20_000, 4), (641, 479)],
        PictureFit.allCases.filter { $0 != .refuse })
    func evenColors(size: (Int, Int), fit: PictureFit) throws {
        let picture = Picture.solid(128, 255, 3, width: size.0, height: size.1)
        for (width, height) in [(64, 64), (1, 1), (17, 9), (90, 160)] {
            let shown = try picture.fitted(width: width, height: height, by: fit, padding: (128, 255, 3))
            #expect(shown == .solid(128, 255, 3, width: width, height: height))
        }
    }

    @Test("a smooth picture keeps its values when it shrinks 40 times, or grows") func smoothness() throws {
        func ramp(_ size: Int) -> Picture {
            Picture(
                width: size, height: size,
                bytes: (0..<size * size).flatMap { index -> [UInt8] in
                    [
                        UInt8((Double(index % size) + 0.5) / Double(size) * 255), 77,
                        UInt8((Double(index / size) + 0.5) / Double(size) * 255),
                    ]
                })
        }
        for (from, to) in [(2000, 50), (50, 333), (200, 150)] {
            let shown = try ramp(from).fitted(width: to, height: to, by: .cover)
            #expect(shown.psnr(against: ramp(to)) > 44, "\(from) to \(to)")
        }
    }

    @Test("nearest makes no new values") func nearest() throws {
        let checks = Picture(
            width: 2, height: 2, bytes: [0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0])
        let shown = try checks.fitted(
            width: 64, height: 32, by: .contain, padding: (255, 255, 255), sampling: .nearest)
        #expect(Set(shown.bytes) == [0, 255])
        #expect(shown.pixel(17, 3) == [0, 0, 0] && shown.pixel(46, 3) == [255, 255, 255])
        let cut = try checks.fitted(width: 64, height: 32, by: .cover, sampling: .nearest)
        #expect(
            cut.pixel(0, 0) == [0, 0, 0] && cut.pixel(63, 31) == [0, 0, 0] && cut.pixel(63, 0) == [255, 255, 255])
    }
}
