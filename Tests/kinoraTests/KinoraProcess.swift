import Foundation

/// Runs the built program as a person would, and keeps what it said.
struct KinoraProcess {
    let status: Int32
    let output: String
    let errors: String

    /// A tiny model with random weights.
    static let tinyModel = fixture("wan21")
    /// The same with a control branch.
    static let tinyControlModel = fixture("vace")

    private static func fixture(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../VideoPipelinesTests/Fixtures/\(name)/model").standardizedFileURL.path
    }

    /// The program lies beside the test bundle.
    static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "kinora")
    }

    /// - Parameters:
    ///   - folder: the working directory.
    ///   - environment: what differs from this process's.
    ///   - interrupt: when true, the process gets SIGINT as soon as it shows its first denoising step.
    static func run(
        _ arguments: [String], in folder: URL, interrupt: Bool = false, environment: [String: String] = [:]
    ) throws -> KinoraProcess {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(["KINORA_THREADS": "1"]) { $1 }.merging(
            environment
        ) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var (said, waitsToInterrupt) = (Data(), interrupt)
        while true {
            let piece = errors.fileHandleForReading.availableData
            if piece.isEmpty { break }
            said.append(piece)
            // Once: a second signal would end the process at once.
            if waitsToInterrupt, process.isRunning, String(decoding: said, as: UTF8.self).contains("step 2 of") {
                waitsToInterrupt = false
                process.interrupt()
            }
        }
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return KinoraProcess(
            status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: said, as: UTF8.self))
    }
}

/// A folder that is gone when its owner is.
final class ScratchFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "kinora-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

    deinit { try? FileManager.default.removeItem(at: url) }
}
