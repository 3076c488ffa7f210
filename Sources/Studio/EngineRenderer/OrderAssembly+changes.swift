import ClipProduction
import Foundation
import MediaIO
import StudioDomain
import VideoPipelines

extension OrderAssembly {
    /// A clip that goes on after its end, or gets a beginning.
    func extendedClip(isBackwards: Bool) throws -> Assembly {
        let given = try GivenClip(only(.clip), fit: .cover, for: model)
        let window = model.defaults.frames
        let added = order.seconds.map { max(1, Int(($0 * given.framesPerSecond).rounded())) } ?? window - 1
        var request = try layout.request(
            prompt: prompt(or: given), width: given.width, height: given.height, frames: added)
        request.control.references = try references()
        let clip: WindowedClip =
            isBackwards
            ? try .extending(request, before: given.pictures, window: window, settings: model.settings)
            : try .extending(request, after: given.pictures, window: window, settings: model.settings)
        return Assembly(
            clip: clip, request: request, task: isBackwards ? .extendBackwards : .extend,
            framesPerSecond: given.framesPerSecond, frames: given.pictures.count + added,
            resolution: order.resolution, before: isBackwards ? [] : given.pictures,
            after: isBackwards ? given.pictures : [])
    }

    /// A clip in which something is added, swapped or removed.
    func changed(by edit: OrderTask.Edit) throws -> Assembly {
        var order = order
        let words = EditWording(edit: edit).words(of: order.prompt)
        if edit == .addition, words != order.prompt, files(as: .mask).isEmpty, let scene = try madeFrom(only(.clip)) {
            // All of the clip is made anew, so the model must hear of all that it shows.
            order.prompt = "\(scene), \(words)"
        } else {
            order.prompt = words
        }
        return try OrderAssembly(order: order, inputs: inputs, model: model).edited(
            as: .clip, isRemoved: edit == .removal)
    }

    /// The words that a clip was made from, where Kinora made it.
    private func madeFrom(_ clip: URL) throws -> String? {
        let request = try? ClipReader.metadata(of: clip).flatMap { try RequestRecord(jsonLine: $0.request) }
        // Words that would be taken for references, or be too many beside others, are left out.
        guard let words = request?.prompt, !words.isEmpty, !words.contains("<<"),
            words.unicodeScalars.count <= PromptReferences.longestPrompt / 2
        else { return nil }
        return words
    }

    /// A clip or picture that is made anew where its mask is white; without a mask all over, after the prompt.
    /// - Parameter isRemoved: whether what the mask shows is taken away, and nothing put there.
    func edited(as role: OrderInput.Role, isRemoved: Bool) throws -> Assembly {
        guard let mask = files(as: .mask).first else { return try restyled(only(role), style: nil) }
        try model.settings.require(.edit)
        let given = try GivenClip(only(role), fit: .cover, for: model)
        var request = try layout.request(
            // What a clip was made from names what is removed.
            prompt: isRemoved ? prompt() : prompt(or: given), width: given.width, height: given.height,
            frames: given.pictures.count)
        guard let rate = FrameRate(given.framesPerSecond) else {
            throw RenderFailure("\(given.framesPerSecond) frames a second is out of range.")
        }
        let masks = try InputFitting(request, framesPerSecond: rate, fit: .cover).mask(mask)
        request.control.references = try references()
        let clip =
            isRemoved
            ? try WindowedClip.removing(
                request, frames: given.pictures, masks: masks, window: model.defaults.frames, settings: model.settings)
            : try .editing(
                request, frames: given.pictures, masks: masks, window: model.defaults.frames, settings: model.settings)
        return Assembly(
            clip: clip, request: request, task: .edit, framesPerSecond: given.framesPerSecond,
            frames: given.pictures.count,
            resolution: order.resolution)
    }

    /// A clip in a named style.
    func restyledClip(style name: String?) throws -> Assembly {
        let style = try name.map { name in
            guard let style = StyleCatalog.style(named: name) else {
                throw RenderFailure("There is no style of that name.")
            }
            return style
        }
        return try restyled(only(.clip), style: style)
    }

    /// How far a model without a control branch goes from a clip when no style says so.
    private static let usualStrength: Float = 0.7

    private func restyled(_ file: URL, style: Style?) throws -> Assembly {
        let given = try GivenClip(file, fit: .cover, for: model)
        let words = try prompt(or: given)
        var request = try layout.request(
            prompt: style?.applied(to: words) ?? words, width: given.width, height: given.height,
            frames: given.pictures.count)
        if let style { request.negativePrompt = style.applied(toNegative: request.negativePrompt) }
        request.control.references = try references()
        return Assembly(
            clip: try .restyling(
                request, frames: given.pictures, strength: style?.strength ?? Self.usualStrength,
                control: model.defaults.restyle, window: model.defaults.frames, settings: model.settings),
            request: request, task: .restyle, framesPerSecond: given.framesPerSecond, frames: given.pictures.count,
            resolution: order.resolution)
    }

    /// A clip of another shape, in the middle of more.
    func expandedClip() throws -> Assembly {
        let file = try only(.clip)
        guard let shape = order.aspectRatio else { throw RenderFailure("Say which shape the clip shall have.") }
        let info = try ClipReader.info(of: file)
        return try expanded(
            file,
            by: CanvasExpansion(
                to: Double(shape.width) / Double(shape.height), from: Double(info.width) / Double(info.height)))
    }

    func expanded(_ file: URL, by expansion: CanvasExpansion) throws -> Assembly {
        let info = try ClipReader.info(of: file)
        let layout = expansion.layout(
            picture: (info.width, info.height), area: model.defaults.width * model.defaults.height,
            multiple: model.sizeRules.spatialMultiple)
        let given = try GivenClip(file, size: (layout.pictureWidth, layout.pictureHeight), fit: .cover, for: model)
        var request = try self.layout.request(
            prompt: prompt(or: given), width: layout.width, height: layout.height, frames: given.pictures.count)
        request.control.references = try references()
        return Assembly(
            clip: try .expanding(
                request, frames: given.pictures, layout: layout, window: model.defaults.frames,
                settings: model.settings),
            request: request, task: .expand, framesPerSecond: given.framesPerSecond, frames: given.pictures.count,
            resolution: order.resolution)
    }
}
