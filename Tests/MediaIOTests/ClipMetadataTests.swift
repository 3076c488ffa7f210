import Foundation
import Testing

@testable import MediaIO

@Suite("ClipMetadata") struct ClipMetadataTests {
    @Test("the request and the AI label come back from every kind", arguments: ClipFormat.allCases)
    func roundTrip(format: ClipFormat) throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip")
            try write([.scene(frame: 0)], to: url, as: format)
            #expect(try ClipReader.metadata(of: url) == .awkward)
        }
    }

    @Test("a long request comes back from animations too", arguments: [ClipFormat.mp4, .gif, .webp])
    func longRequest(format: ClipFormat) throws {
        let metadata = ClipMetadata(
            request: String(repeating: "猫 <&> ", count: 20_000), software: "Kinora",
            source: .compositeWithTrainedAlgorithmicMedia)
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip")
            let clip = (0..<4).map { Picture.scene(frame: $0) }
            try write(clip, to: url, as: format, metadata: metadata)
            #expect(try ClipReader.metadata(of: url) == metadata)
            #expect(try ClipReader.pictures(of: url).count == 4)
        }
    }

    @Test("control characters become JSON escapes") func controls() {
        let metadata = ClipMetadata(request: "a\u{0}b\u{1F}\u{FFFE}c", software: "Kinora")
        #expect(metadata.request == #"a\u0000b\u001f\ufffec"#)
    }

    @Test("a picture without metadata has none") func absent() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            try SamplePictures.gray16PNG.write(to: url)
            #expect(try ClipReader.metadata(of: url) == nil)
        }
    }

    @Test("an mp4 carries the IPTC label as XMP after its other boxes") func uuidBox() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("clip.mp4")
            try write([.scene(frame: 0)], to: url, as: .mp4)
            let boxes = try topLevelBoxes(of: url)
            #expect(boxes.last?.type == "uuid")
            let text = String(decoding: boxes.last?.content ?? Data(), as: UTF8.self)
            #expect(text.contains("digitalsourcetype/trainedAlgorithmicMedia"))
        }
    }
}
