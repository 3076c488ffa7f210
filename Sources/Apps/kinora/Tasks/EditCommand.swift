import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Make a region of a clip or picture anew: replace, remove or add.",
        discussion: """
            kinora edit clip.mp4 "a rabbit on a meadow" --mask masks/ --output edited.mp4
            kinora edit photo.png "an empty beach" --mask mask.png --output repaired.png
            kinora edit clip.mp4 "<<<image_1>>> on a meadow" --mask masks/ --reference robot.png

            White of the mask is made anew; everything else keeps its pixels. The prompt says what the whole picture \
            shows afterwards. kinora select makes masks that move with a thing.
            """)

    @Argument(help: "The clip or picture.")
    var clip: String

    @Argument(help: "What the clip shows afterwards, in words.")
    var prompt: String

    @Option(help: ArgumentHelp("Picture, clip or folder: one mask for all frames, or one a frame.", valueName: "file"))
    var mask: String

    @OptionGroup var subjects: SubjectOptions

    @Option(help: "What happens to a clip whose shape the model cannot make: cover, contain or refuse.")
    var fit: PictureFit = .cover

    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var destination: OutputOptions

    func run() async throws {
        try await cancellableBySignals { try await edit() }
    }

    private func edit() async throws {
        let folder = try ModelLocation.folder(for: sampling.model)
        let model = try ModelSummary(folder: folder)
        let given = try GivenClip(URL(filePath: clip), fit: fit, for: model)
        var request = try sampling.request(
            prompt: prompt, width: given.width, height: given.height, frames: given.pictures.count, for: model)
        let masks = try InputFitting(
            request, framesPerSecond: FrameRate(checking: given.framesPerSecond), fit: fit
        ).mask(URL(filePath: mask))
        try subjects.add(to: &request, videos: 1)
        try await WindowedRendering(
            clip: WindowedClip.editing(
                request, frames: given.pictures, masks: masks, window: model.defaults.frames, settings: model.settings),
            request: request, task: .edit, folder: folder, framesPerSecond: given.framesPerSecond,
            destination: destination
        ).run(frames: given.pictures.count)
    }
}
