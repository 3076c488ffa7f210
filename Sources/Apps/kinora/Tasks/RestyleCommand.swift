import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct RestyleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restyle", abstract: "Make a clip or picture anew in another style.",
        discussion: """
            kinora restyle clip.mp4 --style watercolour
            kinora restyle clip.mp4 "a dog on a meadow" --style noir --output noir.mp4
            kinora restyle --list

            Without a prompt, the one that the clip was made from counts.
            """)

    @Argument(help: "The clip or picture.")
    var clip: String?

    @Argument(help: "What the clip shows, in words.")
    var prompt: String?

    @Option(help: "One of the named styles, in English or Chinese.")
    var style: String?

    @Option(help: "How far a model without a control branch may go from the clip, 0 to 1 (default: the style's).")
    var strength: Float?

    @Flag(help: "List the styles.")
    var list = false

    @Option(help: "What happens to a clip whose shape the model cannot make: cover, contain or refuse.")
    var fit: PictureFit = .cover

    @OptionGroup var subjects: SubjectOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var destination: OutputOptions

    func validate() throws {
        if !list, clip == nil || style == nil { throw ValidationError("Give a clip and --style, or --list.") }
    }

    func run() async throws {
        guard let clip, let style, !list else {
            for style in StyleCatalog.styles { print("\(style.key)  \(style.name)  \(style.nameZh)") }
            return
        }
        guard let style = StyleCatalog.style(named: style) else {
            throw InputError("There is no style named \(style); kinora restyle --list shows what there is.")
        }
        try await cancellableBySignals { try await restyle(clip, as: style) }
    }

    private func restyle(_ clip: String, as style: Style) async throws {
        let folder = try ModelLocation.folder(for: sampling.model)
        let model = try ModelSummary(folder: folder)
        let given = try GivenClip(URL(filePath: clip), fit: fit, for: model)
        var request = try sampling.request(
            prompt: style.applied(to: prompt ?? given.request?.prompt ?? ""), width: given.width,
            height: given.height, frames: given.pictures.count, for: model)
        request.negativePrompt = style.applied(toNegative: request.negativePrompt)
        try subjects.add(to: &request, videos: 1)
        try await WindowedRendering(
            clip: WindowedClip.restyling(
                request, frames: given.pictures, strength: strength ?? style.strength, control: model.defaults.restyle,
                window: model.defaults.frames, settings: model.settings),
            request: request, task: .restyle, folder: folder, framesPerSecond: given.framesPerSecond,
            destination: destination
        ).run(frames: given.pictures.count)
    }
}
