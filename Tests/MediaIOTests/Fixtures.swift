import Foundation
import Testing
@testable import MediaIO

extension Picture {
    /// One colour all over.
    static func solid(_ red: UInt8, _ green: UInt8, _ blue: UInt8, width: Int = 64, height: Int = 48) -> Picture {
        let bytes = (0..<width * height).flatMap { _ in [red, green, blue] }
        return Picture(width: width, height: height, bytes: bytes)
    }

    /// A disc crossing a soft gradient: smooth and edged parts, still and moving ones.
    static func scene(frame: Int, width: Int = 96, height: Int = 64) -> Picture {
        var bytes: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let (dx, dy) = (x - 12 - frame * 4, y - height / 2)
                if dx * dx + dy * dy < 120 {
                    bytes += [230, 60, 40]
                } else {
                    bytes += [UInt8(40 + 160 * x / width), UInt8(60 + 120 * y / height), UInt8(200 - 100 * x / width)]
                }
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    /// The green channel in all three.
    var gray: Picture {
        let green = stride(from: 1, to: bytes.count, by: 3).map { bytes[$0] }
        return Picture(width: width, height: height, bytes: green.flatMap { [$0, $0, $0] })
    }

    func pixel(_ x: Int, _ y: Int) -> [UInt8] { Array(bytes[(y * width + x) * 3..<(y * width + x) * 3 + 3]) }

    /// Peak signal to noise ratio in decibels against a picture of the same size.
    func psnr(against other: Picture) -> Double {
        let sum = zip(bytes, other.bytes).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
        return sum == 0 ? .infinity : 10 * log10(255 * 255 * Double(bytes.count) / sum)
    }
}

extension ClipMetadata {
    /// Whatever makes trouble: quotes, markup, other scripts, line breaks, the end of our own elements.
    static let awkward = ClipMetadata(
        request: #"{"prompt": "a <b>cat</b> & \"friends\", 一只猫 🐈 &lt; </kinora:Request> ]]>", "seed": 7}"# + "\r\n\t",
        software: "Kinora 0.1 <test>")
}

/// A fresh folder that is removed after the body.
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("MediaIOTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Everything in a folder, hidden things too.
func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

func expectEmpty(_ folder: URL, location: SourceLocation = #_sourceLocation) throws {
    let left = try names(in: folder)
    #expect(left.isEmpty, sourceLocation: location)
}

func write(
    _ pictures: [Picture], to url: URL, as format: ClipFormat, framesPerSecond: FrameRate = 16,
    metadata: ClipMetadata = .awkward
) throws {
    let writer = try ClipWriter(
        to: url, format: format, width: pictures[0].width, height: pictures[0].height,
        framesPerSecond: framesPerSecond, metadata: metadata, threads: 2)
    for picture in pictures { try writer.append(picture) }
    try writer.finish()
}
