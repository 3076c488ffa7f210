import ArgumentParser
import ClipProduction
import ElementLibrary
import Foundation
import VideoPipelines

/// Subjects that are shown to the model, and what the prompt says of them and of other inputs by position.
struct SubjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Picture of a subject to show, <<<image_1>>> in the prompt; may come several times.", valueName: "file"))
    var reference: [String] = []

    @Option(
        help: ArgumentHelp(
            "Subject kept with kinora element, <<<element_1>>> in the prompt; may come several times.",
            valueName: "name"))
    var element: [String] = []

    /// Puts the subjects into a request: first the references, then all pictures of each element; and the words for what the
    /// prompt speaks of.
    ///
    /// - Parameters:
    ///   - images: pictures that are given otherwise, such as a first frame; they are counted before the references.
    ///   - videos: clips that are given.
    func add(to request: inout ClipRequest, images: Int = 0, videos: Int = 0) throws {
        let elements = try element.map { try ElementCommand.library.element(named: $0) }
        request.control.references =
            try reference.map { try InputPicture(firstOf: URL(filePath: $0)) }
            + elements.flatMap { $0.pictures.map { InputPicture($0) } }
        request.prompt = try PromptReferences(request.prompt).resolved(
            images: images + reference.count, videos: videos, elements: elements.map(\.description)
        ).text
    }
}
