import Foundation
import VideoEngine
import VideoPipelines

/// What `--json` prints about a finished clip.
struct RenderRecord: Encodable {
    let output: String
    let seed: UInt64
    let steps: Int
    var stages: [String: Double]
    let stagePeakBytes: [String: Int]
    /// Denoising steps that `--cache` mostly left out.
    let reusedSteps: Int
    let peakRssBytes: Int

    /// - Parameter finishing: what closing the file took, after the engine was done.
    init(output: String, request: ClipRequest, report: RenderReport, finishing: Duration) {
        self.output = output
        (seed, steps) = (request.seed, request.steps)
        stages = Dictionary(
            uniqueKeysWithValues: RenderStage.allCases.map { ($0.rawValue, report.stages[$0] ?? 0) })
        stages[RenderStage.encode.rawValue, default: 0] += finishing.inSeconds
        stagePeakBytes = Dictionary(uniqueKeysWithValues: report.stagePeaks.map { ($0.rawValue, $1) })
        reusedSteps = report.reusedSteps
        peakRssBytes = report.peakResidentBytes
    }

    var sentence: String {
        let total = (stages.values.reduce(0, +) * 10).rounded() / 10
        return "\(output)  (seed \(seed), \(total) s, peak memory \(peakRssBytes.asMemory))"
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
