import Foundation
import Testing

@testable import MediaIO

@Suite("ClipSampling") struct ClipSamplingTests {
    /// A clip whose frames are gray, each of another level: 0, 20, 40, ...
    private func levels(
        of sampling: ClipSampling, timestamps: [Int]
    ) throws -> [Int] {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.mp4")
            let pictures = timestamps.indices.map { Picture.solid(UInt8($0 * 20), UInt8($0 * 20), UInt8($0 * 20)) }
            try EncodedClip.write(pictures, to: url, timestamps: timestamps)
            var levels: [Int] = []
            try ClipReader(url).sample(sampling) { levels.append(Int($0.pixel(30, 20)[0] + 10) / 20) }
            return levels
        }
    }

    private let even = Array(0..<10)

    @Test("at its own rate every frame comes once") func sameRate() throws {
        #expect(try levels(of: ClipSampling(frames: 10, rate: 10), timestamps: even) == even)
    }

    @Test("at half the rate every other frame is left out, at twice it comes twice") func otherRates() throws {
        #expect(try levels(of: ClipSampling(frames: 5, rate: 5), timestamps: even) == [0, 2, 4, 6, 8])
        #expect(try levels(of: ClipSampling(frames: 6, rate: 20), timestamps: even) == [0, 0, 1, 1, 2, 2])
        #expect(try levels(of: ClipSampling(frames: 7, rate: 7), timestamps: even) == [0, 1, 3, 4, 6, 7, 9])
    }

    @Test("a clip of uneven times keeps them") func unevenTimes() throws {
        // Shown from 0, 0.1, 0.2 (long), 0.7, 0.8 on.
        #expect(
            try levels(of: ClipSampling(frames: 9, rate: 10), timestamps: [0, 1, 2, 7, 8])
                == [0, 1, 2, 2, 2, 2, 2, 3, 4])
    }

    @Test("it begins where it is asked to") func start() throws {
        #expect(try levels(of: ClipSampling(frames: 3, rate: 10, start: 0.4), timestamps: even) == [4, 5, 6])
    }

    @Test("the last picture may begin as the clip ends, and no later") func end() throws {
        #expect(try levels(of: ClipSampling(frames: 11, rate: 10), timestamps: even).last == 9)
        let error = #expect(throws: MediaError.self) {
            try levels(of: ClipSampling(frames: 12, rate: 10), timestamps: even)
        }
        #expect(error == .tooShort(name: "a.mp4", seconds: 1, neededSeconds: 1.2))
        #expect(error?.description == "a.mp4 lasts 1 seconds; 1.2 are needed.")
        #expect(throws: MediaError.self) {
            try levels(of: ClipSampling(frames: 1, rate: 10, start: 5), timestamps: even)
        }
    }

    @Test("a picture is shown as long as is wanted") func still() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("a.png")
            try write([.solid(7, 7, 7)], to: url, as: .png)
            var count = 0
            try ClipReader(url).sample(ClipSampling(frames: 81, rate: 16, start: 3)) { count += Int($0.bytes[0]) / 7 }
            #expect(count == 81)
        }
    }

    @Test("pictures of a folder come one by one, at any rate; too few are refused") func folder() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("frames")
            try write((0..<5).map { .solid(UInt8($0), 0, 0) }, to: url, as: .pngFolder)
            var found: [UInt8] = []
            try ClipReader(url).sample(ClipSampling(frames: 5, rate: 24)) { found.append($0.bytes[0]) }
            #expect(found == [0, 1, 2, 3, 4])
            let error = #expect(throws: MediaError.self) {
                try ClipReader(url).sample(ClipSampling(frames: 6, rate: 24)) { _ in }
            }
            #expect(error?.description == "frames has 5 pictures; 6 are needed.")
        }
    }
}
