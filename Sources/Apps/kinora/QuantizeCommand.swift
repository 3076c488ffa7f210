import ArgumentParser
import ClipProduction
import Foundation
import VideoEngine

struct QuantizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize", abstract: "Copy a model with 8-bit weights: half the memory of 16-bit.",
        discussion: """
            kinora quantize /models/Wan2.1-T2V-1.3B-Diffusers /models/Wan2.1-T2V-1.3B-8bit
            kinora generate "a red balloon" --model /models/Wan2.1-T2V-1.3B-8bit

            The matrices of transformers and text encoder become integers with a scale for each row; all else stays as it is. \
            The copy is for Kinora; other programs may refuse it.
            """)

    @Argument(help: "Name of an installed model, or a model folder in the diffusers layout.")
    var model: String

    @Argument(help: "Folder for the copy; it must be new or empty.")
    var output: String

    @Flag(help: "Print one JSON object about the copy as the last line of standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func run() async throws {
        try await cancellableBySignals { try quantize() }
    }

    private func quantize() throws {
        let quantizer = try ModelQuantizer(
            model: ModelLocation.folder(for: model), destination: URL(filePath: output))
        let display = ProgressDisplay(isQuiet: quiet)
        defer { display.clear() }
        let report = try quantizer.run { progress in
            try Task.checkCancellation()
            display.show(progress)
        }
        display.clear()
        let record = QuantizationRecord(output: output, bytesBefore: report.sourceBytes, bytes: report.bytes)
        print(json ? try record.jsonLine() : record.sentence)
    }
}

/// What `--json` prints about a finished copy.
private struct QuantizationRecord: Encodable {
    let output: String
    let bytesBefore: Int
    let bytes: Int

    var sentence: String { "\(output)  (\(bytes.asMemory), before \(bytesBefore.asMemory))" }
}
