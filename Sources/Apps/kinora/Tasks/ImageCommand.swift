import ArgumentParser
import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Make pictures, from words or from another picture.",
        discussion: """
            kinora image "a robot in the snow" --count 4 --output robot.png
            kinora image "a cat at night" --aspect 9:16 --resolution 1k
            kinora image "a cat, pencil drawing" --image cat.jpg --strength 0.7

            To repaint a region use kinora edit, to show more around it kinora expand; both take pictures, too.
            """)

    @Argument(help: "What the picture shows, in words.")
    var prompt: String

    @Option(help: "How many pictures to make, 1 to 9, with seeds counting up.")
    var count: Int = 1

    @Option(help: ArgumentHelp("Shape: \(shapes.joined(separator: ", ")).", valueName: "w:h"))
    var aspect: String?

    @Option(help: "1k or 2k: enlarged to the area of 1024 or 2048 pixels square (default: as the model makes it).")
    var resolution: Resolution?

    @Option(help: ArgumentHelp("Picture to begin from.", valueName: "file"))
    var image: String?

    @Option(help: "How far to go from --image, 0 to 1.")
    var strength: Float = 0.7

    @Option(help: "What happens to --image when its shape is another one: cover, contain or refuse.")
    var fit: PictureFit = .cover

    @OptionGroup var subjects: SubjectOptions

    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var destination: OutputOptions

    static let shapes = ["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9"]

    enum Resolution: String, CaseIterable, ExpressibleByArgument {
        case oneK = "1k"
        case twoK = "2k"

        /// As many pixels as a square of 1024 or 2048 has, in a picture's shape.
        func size(width: Int, height: Int) -> UpscaleSize {
            .area(ofSquare: self == .oneK ? 1024 : 2048, width: width, height: height)
        }
    }

    func validate() throws {
        if !(1...9).contains(count) { throw ValidationError("--count may be 1 to 9.") }
        if resolution != nil, destination.upscale != nil {
            throw ValidationError("Give either --resolution or --upscale.")
        }
        if let aspect, !Self.shapes.contains(aspect) {
            throw ValidationError("--aspect may be \(Self.shapes.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        try await cancellableBySignals { try await makePictures() }
    }

    private func makePictures() async throws {
        let folder = try ModelLocation.folder(for: sampling.model)
        let model = try ModelSummary(folder: folder)
        let engine = try VideoEngine(threads: Processor.threads(), instructions: Processor.instructions())
        var request = try request(for: model)
        for number in 1...count {
            let recording = try Recording(
                of: request, model: folder, framesPerSecond: 1, task: image == nil ? .textToImage : .imageToImage,
                number: number, of: count, to: destination,
                upscale: resolution?.size(width: request.width, height: request.height))
            try await recording.run { [request] recorder, progress in
                progress.show(window: number, of: count)
                return try await engine.render(
                    request, with: folder, onEvent: { progress.show($0) }, onFrame: { try recorder.append($0) })
            }
            request.seed &+= 1
        }
    }

    private func request(for model: ModelSummary) throws -> ClipRequest {
        let (area, multiple) = (model.defaults.width * model.defaults.height, model.sizeRules.spatialMultiple)
        var size = (width: model.defaults.width, height: model.defaults.height)
        let given = try image.map { try ClipReader.firstPicture(of: URL(filePath: $0)) }
        if let aspect {
            size = AspectRatio(argument: aspect)?.shape.size(area: area, multiple: multiple) ?? size
        } else if let given {
            size = GivenClip.workingSize(of: given, for: model)
        }
        var request = try sampling.request(
            prompt: prompt, width: size.width, height: size.height, frames: 1, for: model)
        if let given {
            let picture = try given.fitted(width: size.width, height: size.height, by: fit)
            request.guide = ClipGuide(video: [InputPicture(picture)], strength: strength)
        }
        try subjects.add(to: &request, images: image == nil ? 0 : 1)
        return request
    }
}
