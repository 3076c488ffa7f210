import ArgumentParser
import ClipProduction
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

    @OptionGroup var destination: OutputOptions

    @Option(help: ArgumentHelp("Keep the frames before 8-bit rounding (safetensors).", valueName: "file"))
    var saveFrames: String?

    @Option(help: ArgumentHelp("Keep the final latent (safetensors).", valueName: "file"))
    var saveLatents: String?

    @Option(help: ArgumentHelp("Keep where time went, for chrome://tracing or Perfetto (JSON).", valueName: "file"))
    var profile: String?

    func validate() throws {
        if !(1...1000).contains(count) { throw ValidationError("--count may be 1 to 1000.") }
        if count > 1, saveFrames != nil || saveLatents != nil || profile != nil {
            throw ValidationError("--save-frames, --save-latents and --profile keep one clip's; leave --count out.")
        }
        if options.motion != nil, count > 1 || saveFrames != nil || saveLatents != nil || profile != nil {
            throw ValidationError("--motion goes with neither --count nor --save-frames, --save-latents or --profile.")
        }
        let files = [destination.output, saveFrames, saveLatents, profile].compactMap {
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
        let folder = try ModelLocation.folder(for: options.sampling.model)
        let summary = try ModelSummary(folder: folder)
        var request = try options.request(for: summary)
        if let motion = options.motion, let image = options.keyframes.image {
            return try await makeMoving(request, image: image, motion: motion, model: summary, folder: folder)
        }
        try summary.check(request)
        let engine = try VideoEngine(threads: Processor.threads(), instructions: Processor.instructions())
        for number in 1...count {
            let recording = try Recording(
                of: request, model: folder, framesPerSecond: Double(options.fps ?? summary.defaults.fps),
                number: number, of: count, to: destination)
            try await recording.run { [request] recorder, progress in
                try await engine.render(
                    request, with: folder, saving: sideOutputs, onEvent: { progress.show($0) },
                    onFrame: { try recorder.append($0) })
            }
            request.seed &+= 1
        }
    }

    private var sideOutputs: SideOutputs {
        SideOutputs(
            frames: saveFrames.map { URL(filePath: $0) }, latents: saveLatents.map { URL(filePath: $0) },
            profile: profile.map { URL(filePath: $0) })
    }

    /// A clip in which regions of its first frame move along paths.
    private func makeMoving(
        _ request: ClipRequest, image: String, motion: String, model: ModelSummary, folder: URL
    ) async throws {
        let (width, height) = (request.width, request.height)
        let first = try ClipReader.firstPicture(of: URL(filePath: image)).fitted(
            width: width, height: height, by: options.fit)
        let brush = try MotionFile.brush(from: motion, width: width, height: height)
        try await WindowedRendering(
            clip: WindowedClip.moving(
                request, image: InputPicture(first), brush: brush, by: model.defaults.motion,
                settings: model.settings),
            request: request, task: .motionBrush, folder: folder,
            framesPerSecond: Double(options.fps ?? model.defaults.fps), destination: destination
        ).run(frames: request.frames)
    }
}
