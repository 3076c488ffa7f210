import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct ExpandCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand", abstract: "Show more around a clip or picture: another shape, or a larger canvas.",
        discussion: """
            kinora expand clip.mp4 --aspect 16:9
            kinora expand photo.png "a beach at sunset" --left 0.5 --right 0.5 --output wide.png

            Ratios are shares of the picture: up and down of its height, left and right of its width, each at most 2; \
            the canvas may have three times the area.
            """)

    @Argument(help: "The clip or picture.")
    var clip: String

    @Argument(help: "What the whole canvas shows, in words.")
    var prompt: String?

    @Option(help: ArgumentHelp("Shape of the canvas, the picture in its middle.", valueName: "w:h"))
    var aspect: AspectRatio?

    @Option(help: "New area above, as a share of the picture's height.") var up: Double = 0
    @Option(help: "New area below.") var down: Double = 0
    @Option(help: "New area on the left, as a share of the picture's width.") var left: Double = 0
    @Option(help: "New area on the right.") var right: Double = 0

    @OptionGroup var subjects: SubjectOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var destination: OutputOptions

    func validate() throws {
        if aspect != nil, up + down + left + right != 0 {
            throw ValidationError("Give either --aspect or --up, --down, --left and --right.")
        }
    }

    func run() async throws {
        try await cancellableBySignals { try await expand() }
    }

    private func expand() async throws {
        let folder = try ModelLocation.folder(for: sampling.model)
        let model = try ModelSummary(folder: folder)
        let info = try ClipReader.info(of: URL(filePath: clip))
        let expansion =
            try aspect.map {
                try CanvasExpansion(to: $0.shape.ratio, from: Double(info.width) / Double(info.height))
            } ?? CanvasExpansion(up: up, down: down, left: left, right: right)
        let layout = expansion.layout(
            picture: (info.width, info.height), area: model.defaults.width * model.defaults.height,
            multiple: model.sizeRules.spatialMultiple)
        let given = try GivenClip(
            URL(filePath: clip), size: (layout.pictureWidth, layout.pictureHeight), fit: .cover, for: model)
        var request = try sampling.request(
            prompt: prompt ?? given.request?.prompt ?? "", width: layout.width, height: layout.height,
            frames: given.pictures.count, for: model)
        try subjects.add(to: &request, videos: 1)
        try await WindowedRendering(
            clip: WindowedClip.expanding(
                request, frames: given.pictures, layout: layout, window: model.defaults.frames,
                settings: model.settings),
            request: request, task: .expand, folder: folder, framesPerSecond: given.framesPerSecond,
            destination: destination
        ).run(frames: given.pictures.count)
    }
}
