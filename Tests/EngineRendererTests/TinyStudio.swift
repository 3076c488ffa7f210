import ClipProduction
import EngineRenderer
import Foundation
import MediaIO
import StudioDomain
import Synchronization
import VideoEngine

import struct StudioDomain.Progress

/// A renderer with tiny models of random weights, and files for its orders.
final class TinyStudio: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")
    let renderer: EngineRenderer

    /// Results of 64x48, 9 frames at 8 a second, in 2 steps. "all" can do everything, "words" begins from words alone.
    init() throws {
        let library = folder.appending(path: "models")
        try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
        for (name, fixture) in [("all", "vace"), ("words", "wan21")] {
            let model = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../VideoPipelinesTests/Fixtures/\(fixture)/model").standardizedFileURL
            try FileManager.default.copyItem(at: model, to: library.appending(path: name))
            try Data(#"{"width": 64, "height": 48, "frames": 9, "fps": 8, "steps": 2, "guidance": 2}"#.utf8)
                .write(to: library.appending(path: "\(name)/kinora.json"))
        }
        renderer = EngineRenderer(
            library: ModelLibrary(folders: [library]), threads: 1, instructions: .best, software: "Kinora test")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Renders into a folder of its own.
    func render(
        _ order: Order, _ inputs: [URL] = [], model: String = "all",
        report: @escaping @Sendable (Progress, Data?) -> Void = { _, _ in }
    ) async throws -> [RenderedFile] {
        let results = folder.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
        return try await renderer.render(order, model: model, inputs: inputs, into: results, report: report)
    }

    /// A picture of one colour with a square of another.
    func picture(
        _ width: Int = 64, _ height: Int = 48, back: [UInt8] = [40, 90, 160], square: [UInt8] = [230, 60, 40]
    )
        throws -> URL
    {
        try write("png", [Self.frame(width, height, back: back, square: square)], rate: 1)
    }

    /// Black, with a white square.
    func mask(_ width: Int = 64, _ height: Int = 48) throws -> URL {
        try picture(width, height, back: [0, 0, 0], square: [255, 255, 255])
    }

    /// A clip of 64x48 at 8 frames a second.
    func clip(frames: Int) throws -> URL {
        let frame = Self.frame(64, 48, back: [40, 90, 160], square: [230, 60, 40])
        return try write("mp4", Array(repeating: frame, count: frames), rate: 8)
    }

    private static func frame(_ width: Int, _ height: Int, back: [UInt8], square: [UInt8]) -> Picture {
        var bytes: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let isInside = (width / 4..<width / 2).contains(x) && (height / 4..<height / 2).contains(y)
                bytes += isInside ? square : back
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    private func write(_ kind: String, _ frames: [Picture], rate: FrameRate) throws -> URL {
        let file = folder.appending(path: "\(UUID().uuidString).\(kind)")
        let writer = try ClipWriter(
            to: file, format: ClipFormat(outputPath: file.path), width: frames[0].width, height: frames[0].height,
            framesPerSecond: rate, metadata: nil, threads: 1)
        for frame in frames { try writer.append(frame) }
        try writer.finish()
        // Workers name files without saying what they are.
        let plain = file.deletingPathExtension()
        try FileManager.default.moveItem(at: file, to: plain)
        return plain
    }
}

/// What a rendering told.
final class Reports: Sendable {
    private let told = Mutex<[(Progress, Data?)]>([])

    func take(_ progress: Progress, _ preview: Data?) { told.withLock { $0.append((progress, preview)) } }

    var progress: [Progress] { told.withLock { $0.map(\.0) } }
    var previews: [Data] { told.withLock { $0.compactMap(\.1) } }
}
