import Foundation
import StudioDomain

/// Several renderers as one: a model is made by the first that has it.
public struct RendererGroup: Renderer {
    private let renderers: [any Renderer]

    public init(_ renderers: [any Renderer]) { self.renderers = renderers }

    public func models() async throws -> [String] {
        var models: [String] = []
        for renderer in renderers {
            models += try await renderer.models().filter { !models.contains($0) }
        }
        return models
    }

    public func memoryNeeded(for order: Order, model: String) async throws -> Int? {
        try await renderer(of: model).memoryNeeded(for: order, model: model)
    }

    public func render(
        _ order: Order, model: String, inputs: [URL], into folder: URL,
        report: @escaping @Sendable (StudioDomain.Progress, Data?) -> Void
    ) async throws -> [RenderedFile] {
        try await renderer(of: model).render(order, model: model, inputs: inputs, into: folder, report: report)
    }

    private func renderer(of model: String) async throws -> any Renderer {
        for renderer in renderers where try await renderer.models().contains(model) { return renderer }
        throw RenderFailure("The model of this job is not installed any more.")
    }
}
