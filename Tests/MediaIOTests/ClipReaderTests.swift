import Foundation
import Testing

@testable import MediaIO

@Suite("ClipReader on pictures of other makers") struct ClipReaderTests {
    private func read(_ data: Data, name: String = "picture") throws -> Picture {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            try data.write(to: url)
            return try ClipReader.firstPicture(of: url)
        }
    }

    @Test("16 bits are rounded to 8") func sixteenBits() throws {
        #expect(try read(SamplePictures.rgb16PNG).bytes == [255, 128, 0, 1, 127, 1])
        #expect(try read(SamplePictures.gray16PNG).bytes == [0, 0, 0, 128, 128, 128, 255, 255, 255])
    }

    @Test("gray and bilevel keep their values") func gray() throws {
        #expect(try read(SamplePictures.gray8PNG).bytes == [0, 0, 0, 1, 1, 1, 128, 128, 128, 255, 255, 255])
        let bilevel = try read(SamplePictures.bilevelPNG)
        #expect((0..<8).map { bilevel.pixel($0, 0)[0] } == [0, 255, 0, 255, 0, 255, 0, 255])
    }

    @Test("transparency is laid over black") func alpha() throws {
        #expect(try read(SamplePictures.rgbaPNG).bytes == [200, 100, 50, 128, 128, 128, 0, 0, 0])
        #expect(try read(SamplePictures.palettePNG).bytes == [10, 20, 30, 0, 0, 0])
        let webp = try read(SamplePictures.clearWebP).pixel(8, 8)
        #expect(webp.allSatisfy { abs(Int($0) - 128) <= 2 }, "\(webp)")
    }

    @Test("EXIF turns a picture upright") func orientation() throws {
        let picture = try read(SamplePictures.turnedJPEG)
        #expect(picture.width == 16 && picture.height == 32)
        expectNear(picture.pixel(8, 4), [200, 40, 40])
        expectNear(picture.pixel(8, 28), [40, 60, 200])
    }

    @Test("JPEG colours: BT.601 full range, gray, CMYK") func jpeg() throws {
        expectNear(try read(SamplePictures.flatJPEG).pixel(8, 8), [200, 120, 30])
        let gray = try read(SamplePictures.grayJPEG)
        expectNear(gray.pixel(4, 8), [88, 88, 88])
        expectNear(gray.pixel(28, 8), [70, 70, 70])
        expectNear(try read(SamplePictures.cmykJPEG).pixel(8, 8), [255, 0, 0])
    }

    @Test("the layers of an animated WebP are laid on each other, at their times") func layers() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.webp")
            try SamplePictures.layeredWebP.write(to: url)
            let reader = try ClipReader(url)
            var frames: [ClipFrame] = []
            while let frame = try reader.next() { frames.append(frame) }
            try #require(frames.count == 3)
            #expect(frames.map { $0.seconds } == [0, 0.1, 0.15000000000000002])
            #expect(frames[0].picture.pixel(5, 5) == [255, 0, 0])
            #expect(frames[1].picture.pixel(5, 5) == [0, 255, 0] && frames[1].picture.pixel(9, 9) == [255, 0, 0])
            #expect(frames[2].picture.pixel(5, 5) == [0, 0, 0] && frames[2].picture.pixel(9, 9) == [0, 0, 255])
        }
    }

    @Test("a WebM and a turned mov come back as they are shown") func foreignClips() throws {
        try withFolder { folder in
            let webm = folder.appendingPathComponent("a.webm")
            try SamplePictures.vp9WebM.write(to: webm)
            let frames = try ClipReader.pictures(of: webm)
            #expect(frames.count == 3)
            for frame in frames {
                expectNear(frame.pixel(6, 8), [200, 40, 40])
                expectNear(frame.pixel(26, 8), [40, 60, 200])
            }
            let turned = folder.appendingPathComponent("a.mov")
            try SamplePictures.turnedMOV.write(to: turned)
            let info = try ClipReader.info(of: turned)
            #expect(info.width == 16 && info.height == 32 && info.frames == 3 && info.codec == "mpeg4")
            let shown = try ClipReader.firstPicture(of: turned)
            try #require(shown.width == 16 && shown.height == 32)
            expectNear(shown.pixel(8, 6), [200, 40, 40])
            expectNear(shown.pixel(8, 26), [40, 60, 200])
        }
    }

    @Test("a WebM cut short is refused at any length") func cutWebM() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.webm")
            for length in stride(from: 0, to: SamplePictures.vp9WebM.count, by: 7) {
                try SamplePictures.vp9WebM.prefix(length).write(to: url)
                #expect(throws: MediaError.self) { try ClipReader.pictures(of: url) }
            }
        }
    }

    @Test("a folder is read in name order, numbers by value, other files passed over") func folderOrder() throws {
        try withFolder { folder in
            for (name, level) in [("10.png", 10), ("2.png", 2), ("1.png", 1)] {
                try write([.solid(UInt8(level), 0, 0)], to: folder.appendingPathComponent(name), as: .png)
            }
            try Data("notes".utf8).write(to: folder.appendingPathComponent("notes.txt"))
            #expect(try ClipReader.pictures(of: folder).map { $0.bytes[0] } == [1, 2, 10])
        }
    }

    @Test("the first bytes decide what a file is, not its name") func wrongExtension() throws {
        #expect(try read(SamplePictures.gray8PNG, name: "clip.mp4").width == 4)
    }

    @Test("every turn of a 2x1 picture", arguments: 1...8) func turns(exif: Int) {
        let (r, b): ([UInt8], [UInt8]) = ([255, 0, 0], [0, 0, 255])
        let shown = Orientation(exif: exif).apply(to: Picture(width: 2, height: 1, bytes: r + b))
        let redIsFirst = [1, 4, 5, 6].contains(exif)
        #expect(shown.width == (exif >= 5 ? 1 : 2))
        #expect(shown.bytes == (redIsFirst ? r + b : b + r))
    }

    private func expectNear(_ found: [UInt8], _ expected: [UInt8], location: SourceLocation = #_sourceLocation) {
        let worst = zip(found, expected).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(worst <= 3, "found \(found), expected \(expected)", sourceLocation: location)
    }
}
