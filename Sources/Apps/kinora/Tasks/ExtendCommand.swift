import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct ExtendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "Let a clip go on, after its end or before its beginning.",
        discussion: """
            kinora extend clip.mp4 --seconds 5
            kinora extend clip.mp4 "the dog jumps" --seconds 2 --output longer.mp4
            kinora extend clip.mp4 --before --frames 24

            Without a prompt, the one that the clip was made from counts. The result is the whole clip, at most 3 minutes.
            """)

    /// Seconds of the longest result.
    static let longest = 180.0

    @Argument(help: "The clip.")
    var clip: String

    @Argument(help: "What happens in the new part, in words.")
    var prompt: String?

    @Option(help: "Seconds to add.")
    var seconds: Double?

    @Option(help: "Frames to add, instead of seconds.")
    var frames: Int?

    @Flag(help: "Add before the clip's beginning instead of after its end.")
    var before = false

    @Option(help: "What happens to a clip whose shape the model cannot make: cover, contain or refuse.")
    var fit: PictureFit = .cover

    @OptionGroup var subjects: SubjectOptions

    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var destination: OutputOptions

    func validate() throws {
        if frames != nil, seconds != nil { throw ValidationError("Give either --frames or --seconds.") }
        if let frames, !(1...100_000).contains(frames) { throw ValidationError("--frames may be 1 to 100000.") }
        if let seconds, !(seconds > 0 && seconds <= Self.longest) {
            throw ValidationError("--seconds may be more than 0 and up to \(Int(Self.longest)).")
        }
    }

    func run() async throws {
        try await cancellableBySignals { try await extend() }
    }

    private func extend() async throws {
        let folder = try ModelLocation.folder(for: sampling.model)
        let model = try ModelSummary(folder: folder)
        let given = try GivenClip(URL(filePath: clip), fit: fit, for: model)
        let window = model.defaults.frames
        let added = frames ?? seconds.map { max(1, Int(($0 * given.framesPerSecond).rounded())) } ?? window - 1
        let total = given.pictures.count + added
        guard Double(total) <= Self.longest * given.framesPerSecond else {
            throw InputError("The result would last longer than \(Int(Self.longest / 60)) minutes.")
        }
        var request = try sampling.request(
            prompt: prompt ?? given.request?.prompt ?? "", width: given.width, height: given.height, frames: added,
            for: model)
        try subjects.add(to: &request, videos: 1)
        let extended =
            before
            ? try WindowedClip.extending(request, before: given.pictures, window: window, settings: model.settings)
            : try WindowedClip.extending(request, after: given.pictures, window: window, settings: model.settings)
        try await WindowedRendering(
            clip: extended, request: request, task: before ? .extendBackwards : .extend, folder: folder,
            framesPerSecond: given.framesPerSecond, destination: destination,
            before: before ? [] : given.pictures, after: before ? given.pictures : []
        ).run(frames: total)
    }
}
