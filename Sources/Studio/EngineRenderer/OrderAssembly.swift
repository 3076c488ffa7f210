import ClipProduction
import Foundation
import MediaIO
import StudioDomain
import VideoEngine
import VideoPipelines

/// Turns an order and the files of its inputs into what the engine is asked for. Each kind of task stands in an extension.
struct OrderAssembly {
    let order: Order
    /// In the order's order.
    let inputs: [URL]
    let model: ModelSummary

    var layout: OrderLayout { OrderLayout(order: order, model: model) }

    /// - Throws: `RenderFailure`, `PipelineError`, `PromptReferenceError` or `MediaError`.
    func assembled() throws -> Assembly {
        switch order.task {
        case .textToVideo, .imageToVideo, .referencesToVideo: try newClip()
        case .motionBrush: try movingClip()
        case .effect(let scene): try effect(scene)
        case .extendVideo(let isBackwards): try extendedClip(isBackwards: isBackwards)
        case .editVideo(let edit): try changed(by: edit)
        case .restyleVideo(let style): try restyledClip(style: style)
        case .expandVideo: try expandedClip()
        case .textToImage, .referencesToImage: try newPicture(from: nil, strength: 0)
        case .imageToImage(let strength): try newPicture(from: only(.picture), strength: strength)
        case .expandImage(let up, let down, let left, let right):
            try expanded(only(.picture), by: CanvasExpansion(up: up, down: down, left: left, right: right))
        case .editImage: try edited(as: .picture, isRemoved: false)
        }
    }

    // MARK: Inputs

    func files(as role: OrderInput.Role) -> [URL] {
        zip(order.inputs, inputs).filter { $0.0.role == role }.map(\.1)
    }

    /// The first input of a role.
    func only(_ role: OrderInput.Role) throws -> URL {
        guard let file = files(as: role).first else { throw RenderFailure("The input \(role.name) is missing.") }
        return file
    }

    func picture(as role: OrderInput.Role) throws -> Picture? {
        try files(as: role).first.map { try ClipReader.firstPicture(of: $0) }
    }

    /// Pictures of subjects, for a model that can be shown some.
    func references() throws -> [InputPicture] {
        let files = files(as: .reference)
        if !files.isEmpty { try model.settings.require(.references) }
        return try files.map { try InputPicture(firstOf: $0) }
    }

    // MARK: Words

    /// The prompt with words in the place of what it refers to.
    /// - Parameter words: instead of the order's prompt.
    func prompt(_ words: String? = nil) throws -> String {
        let pictures = order.inputs.filter { input in
            [.firstFrame, .lastFrame, .picture].contains(input.role) || input.role == .reference && input.words.isEmpty
        }
        return try PromptReferences(words ?? order.prompt).resolved(
            images: pictures.count, videos: order.inputs(as: .clip).count, elements: elements
        ).text
    }

    /// The words of each element: one has several pictures, which follow each other.
    private var elements: [String] {
        var elements: [String] = []
        for input in order.inputs(as: .reference) where !input.words.isEmpty && elements.last != input.words {
            elements.append(input.words)
        }
        return elements
    }

    /// What is said of a clip that is changed: the order's prompt, or the one that the clip was made from.
    func prompt(or given: GivenClip) throws -> String {
        order.prompt.isEmpty ? given.request?.prompt ?? "" : try prompt()
    }
}

extension OrderInput.Role {
    /// As its owner knows it.
    fileprivate var name: String {
        switch self {
        case .firstFrame: "first frame"
        case .lastFrame: "last frame"
        case .reference: "reference"
        case .clip: "clip"
        case .mask, .staticRegion, .movingRegion: "mask"
        case .picture: "picture"
        }
    }
}
