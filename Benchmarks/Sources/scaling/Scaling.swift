import Foundation

/// Renders clips of growing length and size and prints how time and memory grow, with the exponents fitted.
///
///     scaling KINORA [MODEL]
@main struct Scaling {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 2 else {
            print("usage: scaling KINORA [MODEL]")
            exit(64)
        }
        let program = Renderer(program: arguments[1], model: arguments.count > 2 ? arguments[2] : "toybox")
        try table(
            "frames, at 128x128", values: [5, 9, 17, 33, 65],
            runs: { try program.render(side: 128, frames: $0) }, size: { Double($0) })
        try table(
            "pixels on a side, 17 frames (exponents over the number of pixels)", values: [128, 192, 256, 384],
            runs: { try program.render(side: $0, frames: 17) }, size: { Double($0 * $0) })
    }

    /// One line for each value, medians of three runs each, then the exponents.
    private static func table(
        _ title: String, values: [Int], runs: (Int) throws -> Rendering, size: (Int) -> Double
    ) throws {
        print("\n\(title)")
        print(row(["", "denoise s/step", "decode s", "peak of denoising MiB", "peak of decoding MiB"]))
        var measured: [(size: Double, rendering: Rendering)] = []
        for value in values {
            let rendering = try Rendering.median((0..<3).map { _ in try runs(value) })
            measured.append((size(value), rendering))
            print(
                row([
                    "\(value)", rendering.secondsPerStep.threeDigits, rendering.decodeSeconds.threeDigits,
                    "\(rendering.denoisePeakBytes >> 20)", "\(rendering.decodePeakBytes >> 20)",
                ]))
        }
        let sizes = measured.map(\.size)
        let exponents = [\Rendering.secondsPerStep, \.decodeSeconds].map { part in
            exponent(of: measured.map { $0.rendering[keyPath: part] }, over: sizes).threeDigits
        }
        print(row(["exponent"] + exponents))
    }

    /// The slope of the least-squares line through the logarithms: values grow as sizes to this power.
    private static func exponent(of values: [Double], over sizes: [Double]) -> Double {
        let (x, y) = (sizes.map { log($0) }, values.map { log($0) })
        let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
        let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        return covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [10, 16, 12, 24, 24]).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined()
    }
}

/// What one clip took.
struct Rendering {
    let secondsPerStep: Double
    let decodeSeconds: Double
    /// Largest resident memory of the stage, mapped weights and the program included.
    let denoisePeakBytes: Int
    let decodePeakBytes: Int

    /// Each part's median.
    static func median(_ runs: [Rendering]) -> Rendering {
        func middle<Value: Comparable>(_ part: (Rendering) -> Value) -> Value {
            runs.map(part).sorted()[runs.count / 2]
        }
        return Rendering(
            secondsPerStep: middle(\.secondsPerStep), decodeSeconds: middle(\.decodeSeconds),
            denoisePeakBytes: middle(\.denoisePeakBytes), decodePeakBytes: middle(\.decodePeakBytes))
    }
}

/// Runs the program as a person would; each clip has a process of its own, so that memory is its own, too.
struct Renderer {
    let program: String
    let model: String
    private static let steps = 4

    private struct Report: Decodable {
        let stages: [String: Double]
        let stagePeakBytes: [String: Int]
    }

    func render(side: Int, frames: Int) throws -> Rendering {
        let clip = FileManager.default.temporaryDirectory.appending(path: "kinora-scaling-\(UUID().uuidString).mp4")
        defer { try? FileManager.default.removeItem(at: clip) }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "generate", "a red balloon rises over the sea", "--model", model, "--width", "\(side)", "--height",
            "\(side)",
            "--frames", "\(frames)", "--steps", "\(Self.steps)", "--guidance", "1", "--seed", "1", "--output",
            clip.path,
            "--quiet", "--json",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { exit(process.terminationStatus) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let report = try decoder.decode(Report.self, from: printed)
        return Rendering(
            secondsPerStep: (report.stages["denoise"] ?? 0) / Double(Self.steps),
            decodeSeconds: report.stages["decode"] ?? 0,
            denoisePeakBytes: report.stagePeakBytes["denoise"] ?? 0,
            decodePeakBytes: report.stagePeakBytes["decode"] ?? 0)
    }
}

extension Double {
    fileprivate var threeDigits: String { String(format: "%.3g", self) }
}
