import Foundation
import Testing

@testable import MediaIO

@Suite("ClipReader on pictures of other makers") struct ClipReaderTests {
    private func read(_ data: Data, name: String = "picture", over backdrop: Backdrop = .white) throws -> Picture {
        try withFolder { folder in
            let url = folder.appendingPathComponent(name)
            try data.write(to: url)
            return try ClipReader.firstPicture(of: url, over: backdrop)
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

    @Test("transparency is laid over white") func alpha() throws {
        #expect(try read(SamplePictures.rgbaPNG).bytes == [200, 100, 50] + [UInt8](repeating: 255, count: 6))
        #expect(try read(SamplePictures.palettePNG).bytes == [10, 20, 30, 255, 255, 255])
        expectNear(try read(SamplePictures.clearWebP).pixel(8, 8), [255, 255, 255])
    }

    @Test("for masks transparency is laid over black") func alphaOfMasks() throws {
        #expect(
            try read(SamplePictures.rgbaPNG, over: .black).bytes == [200, 100, 50, 128, 128, 128, 0, 0, 0])
        #expect(try read(SamplePictures.palettePNG, over: .black).bytes == [10, 20, 30, 0, 0, 0])
        expectNear(try read(SamplePictures.clearWebP, over: .black).pixel(8, 8), [128, 128, 128])
    }

    @Test("an interlaced PNG has its rows in place") func interlaced() throws {
        #expect(try read(SamplePictures.interlacedPNG).bytes == [10, 20, 30, 40].flatMap { [$0, $0, $0] })
    }

    @Test("EXIF turns a picture upright") func orientation() throws {
        let picture = try read(SamplePictures.turnedJPEG)
        #expect(picture.width == 16 && picture.height == 32)
        expectNear(picture.pixel(8, 4), [200, 40, 40])
        expectNear(picture.pixel(8, 28), [40, 60, 200])
        for other in [SamplePictures.turnedPNG, SamplePictures.turnedWebP, SamplePictures.turnedAVIF] {
            let shown = try read(other)
            try #require(shown.width == 16 && shown.height == 32)
            expectNear(shown.pixel(8, 4), [200, 40, 40])
            expectNear(shown.pixel(8, 28), [40, 60, 200])
        }
        expectNear(try read(SamplePictures.mirroredAVIF).pixel(8, 28), [200, 40, 40])
    }

    /// The sample has red on the left: EXIF says where the stored left is shown.
    @Test("each of EXIF's eight turns is taken from a JPEG", arguments: 1...8) func eightTurns(exif: Int) throws {
        var bytes = [UInt8](SamplePictures.turnedJPEG)
        let tag = try #require(bytes.indices.dropLast(10).first { bytes[$0..<$0 + 4] == [0x01, 0x12, 0x00, 0x03] })
        bytes[tag + 9] = UInt8(exif)
        let shown = try read(Data(bytes))
        let isUpright = exif < 5
        try #require(shown.width == (isUpright ? 32 : 16))
        let redIsFirst = [1, 4, 5, 6].contains(exif)
        expectNear(isUpright ? shown.pixel(4, 8) : shown.pixel(8, 4), redIsFirst ? [200, 40, 40] : [40, 60, 200])
    }

    @Test("EXIF data that make no sense turn nothing and refuse nothing") func brokenEXIF() throws {
        let whole = [UInt8](SamplePictures.turnedJPEG)
        let start = try #require(whole.indices.dropLast(4).first { whole[$0..<$0 + 4].elementsEqual("Exif".utf8) }) + 6
        for (offset, bytes) in [(0, [0x4D, 0x4D, 0, 43]), (4, [0xFF, 0xFF, 0xFF, 0xFF]), (8, [0xFF, 0xFF])]
            as [(Int, [UInt8])]
        {
            var broken = whole
            broken.replaceSubrange(start + offset..<start + offset + bytes.count, with: bytes)
            // Too many entries: the first is still there.
            #expect(try read(Data(broken)).width == (offset == 8 ? 16 : 32))
        }
    }

    @Test("what follows a JPEG's end is passed over, as of phones that put a second picture there") func afterTheEnd()
        throws
    {
        #expect(try read(SamplePictures.turnedJPEG + SamplePictures.grayJPEG).width == 16)
    }

    @Test("JPEG colours: BT.601 full range, gray, CMYK, YCCK") func jpeg() throws {
        expectNear(try read(SamplePictures.flatJPEG).pixel(8, 8), [200, 120, 30])
        let gray = try read(SamplePictures.grayJPEG)
        expectNear(gray.pixel(4, 8), [88, 88, 88])
        expectNear(gray.pixel(28, 8), [70, 70, 70])
        expectNear(try read(SamplePictures.cmykJPEG).pixel(8, 8), [255, 0, 0])
        expectNear(try read(SamplePictures.ycckJPEG).pixel(8, 8), [105, 9, 19])
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
            #expect(frames[2].picture.pixel(5, 5) == [255, 255, 255] && frames[2].picture.pixel(9, 9) == [0, 0, 255])
        }
    }

    @Test("an animated PNG is a clip") func animatedPNG() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            try SamplePictures.animatedPNG.write(to: url)
            let info = try ClipReader.info(of: url)
            #expect(info.frames == 3 && info.width == 16 && info.codec == "apng")
            let reader = try ClipReader(url)
            var frames: [ClipFrame] = []
            while let frame = try reader.next() { frames.append(frame) }
            #expect(frames.map { Int((($0.seconds ?? -1) * 1000).rounded()) } == [0, 100, 150])
            #expect(frames.map { $0.picture.pixel(5, 5) } == [[255, 0, 0], [0, 255, 0], [255, 0, 0]])
        }
    }

    @Test("an animated PNG cut short is refused at any length") func cutAnimatedPNG() throws {
        let whole = SamplePictures.animatedPNG
        for length in stride(from: 0, to: whole.count - 4, by: 3) {
            try withFolder { folder in
                let url = folder.appendingPathComponent("a.png")
                try whole.prefix(length).write(to: url)
                #expect(throws: MediaError.self, "\(length)") { try ClipReader.pictures(of: url) }
            }
        }
    }

    @Test("what cannot be read says why") func clearRefusals() throws {
        func sentence(_ data: Data, _ name: String) -> String? {
            #expect(throws: MediaError.self) { try read(data, name: name) }?.description
        }
        #expect(sentence(SamplePictures.soundOnly, "song.m4a") == "song.m4a holds no pictures.")
        let heic = Data([0, 0, 0, 24]) + Data("ftypheic\0\0\0\0mif1heic".utf8)
        #expect(
            sentence(heic, "photo.heic")
                == "photo.heic is a HEIC picture, which Kinora cannot read; save it as JPEG or PNG.")
        #expect(
            sentence(SamplePictures.transparentAVIF, "a.avif")
                == "a.avif is an AVIF picture of tiles or with transparency, which Kinora cannot read; save it as PNG.")
        #expect(
            sentence(Data("BM..".utf8), "a.bmp")
                == "a.bmp is not a picture or clip that Kinora can read: it reads JPEG, PNG, WebP, AVIF, GIF, mp4, mov "
                + "and WebM.")
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
