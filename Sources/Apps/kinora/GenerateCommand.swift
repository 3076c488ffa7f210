import ArgumentParser
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a clip or a picture from a prompt.",
        discussion: """
            kinora generate "a red balloon rises over the sea"
            kinora generate "一只小狗在草地上奔跑" --seconds 2 --seed 7 --output dog.gif
            kinora generate "a rocket at night" --frames 1 --output rocket.png

            Exit status: 0 done; 64 wrong usage; 65 input that cannot be used; 70 internal failure; 75 not enough memory; \
            130 interrupted, nothing half-written is left.
            """)

    @OptionGroup var options: GenerateOptions

    @Option(help: "How many clips to make, with seeds counting up.")
    var count: Int = 1

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where the clip goes: .mp4, .gif, .webp, .png (one frame), or a folder of PNGs when it ends in /.",
            valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Keep the frames before 8-bit rounding (safetensors).", valueName: "file"))
    var saveFrames: String?

    @Option(help: ArgumentHelp("Keep the final latent (safetensors).", valueName: "file"))
    var saveLatents: String?

    @Option(help: ArgumentHelp("Keep where time went, for chrome://tracing or Perfetto (JSON).", valueName: "file"))
    var profile: String?

    @Flag(help: "Print one JSON object about each clip as the last line of standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if !(1...1000).contains(count) { throw ValidationError("--count may be 1 to 1000.") }
        if count > 1, saveFrames != nil || saveLatents != nil || profile != nil {
            throw ValidationError("--save-frames, --save-latents and --profile keep one clip's; leave --count out.")
        }
        let files = [output, saveFrames, saveLatents, profile].compactMap {
            $0.map { URL(filePath: $0).standardizedFileURL }
        }
        if Set(files).count < files.count {
            throw ValidationError("--output, --save-frames, --save-latents and --profile need names of their own.")
        }
    }

    func run() async throws {
        try await cancellableBySignals { try await makeClips() }
    }

    private func makeClips() async throws {
        let folder = try ModelLocation.folder(for: options.model)
        let summary = try ModelSummary(folder: folder)
        var request = try options.request(for: summary)
        try summary.check(request)
        let engine = try VideoEngine(threads: Processor.threads(), instructions: Processor.instructions())
        for number in 1...count {
            try await makeClip(
                request, with: engine, folder: folder, fps: options.fps ?? summary.defaults.fps,
                output: outputPath(number: number, request: request))
            request.seed &+= 1
        }
    }

    private func makeClip(
        _ request: ClipRequest, with engine: VideoEngine, folder: URL, fps: Int, output: String
    ) async throws {
        let clip = try ClipRecorder(
            path: output, width: request.width, height: request.height, frames: request.frames, fps: fps,
            request: RequestRecord(request, model: folder, fps: fps).jsonLine())
        let progress = ProgressDisplay(isQuiet: quiet)
        defer { progress.clear() }
        let report: RenderReport
        do {
            report = try await engine.render(
                request, with: folder,
                saving: SideOutputs(
                    frames: saveFrames.map { URL(filePath: $0) }, latents: saveLatents.map { URL(filePath: $0) },
                    profile: profile.map { URL(filePath: $0) }),
                onEvent: { progress.show($0) }, onFrame: { try clip.append($0) })
            try Task.checkCancellation()
        } catch {
            clip.discard()
            throw error
        }
        let finishing = ContinuousClock.now
        try clip.finish()
        progress.clear()
        var record = RenderRecord(
            output: output, seed: request.seed, steps: request.steps,
            stages: Dictionary(
                uniqueKeysWithValues: RenderStage.allCases.map { ($0.rawValue, report.stages[$0] ?? 0) }),
            stagePeakBytes: Dictionary(uniqueKeysWithValues: report.stagePeaks.map { ($0.rawValue, $1) }),
            reusedSteps: report.reusedSteps, peakRssBytes: report.peakResidentBytes)
        record.stages[RenderStage.encode.rawValue, default: 0] += (.now - finishing).inSeconds
        print(json ? try record.jsonLine() : record.sentence)
    }

    /// Where clip `number` of `count` goes; without `--output`, a name with the seed.
    private func outputPath(number: Int, request: ClipRequest) -> String {
        let path = output ?? "kinora-\(request.seed).\(request.frames == 1 ? "png" : "mp4")"
        guard count > 1, output != nil else { return path }
        if path.hasSuffix("/") { return "\(path.dropLast())-\(number)/" }
        let url = URL(filePath: path)
        let stem = url.deletingPathExtension().lastPathComponent + "-\(number)"
        let name = url.pathExtension.isEmpty ? stem : "\(stem).\(url.pathExtension)"
        return url.deletingLastPathComponent().appending(path: name).relativePath
    }
}

/// What `--json` prints about a finished clip.
private struct RenderRecord: Encodable {
    let output: String
    let seed: UInt64
    let steps: Int
    var stages: [String: Double]
    let stagePeakBytes: [String: Int]
    /// Denoising steps that `--cache` mostly left out.
    let reusedSteps: Int
    let peakRssBytes: Int

    var sentence: String {
        let total = (stages.values.reduce(0, +) * 10).rounded() / 10
        return "\(output)  (seed \(seed), \(total) s, peak memory \(peakRssBytes.asMemory))"
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
