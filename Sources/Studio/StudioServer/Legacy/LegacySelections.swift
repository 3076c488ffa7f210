import Foundation
import Hummingbird
import StudioAPI
import StudioDomain

/// Selections: pointing at things in a clip before it is edited. Each call answers when it is done, and none makes a task.
///
/// - Source: section 8.13 of the wire contract. What is refused is answered as all requests are, so `status` is 0 in every answer.
struct LegacySelections: RouteGroup {
    let parts: ServerParts
    let access = RouteAccess.closed(.keysAndTokens)
    let prefix: String

    func add(to router: some RouterMethods<StudioRequestContext>) {
        let root = router.group(RouterPath("\(prefix)/v1/videos/multi-elements"))
        add("init-selection", to: root) { (desk, body: BeginSelectionBody) in
            parts.view(of: try await desk.begin(body.source))
        }
        add("add-selection", to: root) { (desk, body: MarkSelectionBody) in
            let mask = try await desk.change(body) { try $1.add($0, to: body.frame) }
            return MarkedSelectionView(sessionID: body.sessionID, marked: .init(frame: body.frame, mask: mask))
        }
        add("delete-selection", to: root) { (desk, body: MarkSelectionBody) in
            let mask = try await desk.change(body) { try $1.delete($0, from: body.frame) }
            return MarkedSelectionView(sessionID: body.sessionID, marked: .init(frame: body.frame, mask: mask))
        }
        add("clear-selection", to: root) { (desk, body: SelectionBody) in
            try await desk.clear(body.sessionID)
            return ClearedSelectionView(sessionID: body.sessionID)
        }
        add("preview-selection", to: root) { (desk, body: SelectionBody) in
            PreviewedSelectionView(
                sessionID: body.sessionID, preview: parts.view(of: try await desk.view(body.sessionID)))
        }
    }

    private func add<Body: Decodable & Sendable, View: Encodable>(
        _ path: String, to router: some RouterMethods<StudioRequestContext>,
        _ answer: @escaping @Sendable (SelectionDesk, Body) async throws -> View
    ) {
        let reader = RequestReader(parts)
        router.post(RouterPath(path)) { [parts] request, context in
            let caller = try context.knownCaller()
            try OrderDesk(parts: parts, caller: caller).refuseSuspended()
            let desk = try SelectionDesk(parts: parts, caller: caller)
            return try Answers.success(await answer(desk, reader.json(Body.self, of: request)), context)
        }
    }
}

extension ServerParts {
    fileprivate func view(of selection: ClipSelection) -> BegunSelectionView {
        let facts = selection.facts
        return BegunSelectionView(
            sessionID: selection.id.description, fps: facts.framesPerSecond,
            duration: Int((facts.seconds * 1000).rounded()), width: facts.width, height: facts.height,
            frames: facts.frames, normalizedVideo: link(to: selection.clip, of: .video))
    }

    fileprivate func view(of view: ClipSelection.View) -> PreviewedSelectionView.Preview {
        PreviewedSelectionView.Preview(
            video: link(to: view.clip, of: .video), cover: link(to: view.cover, of: .image),
            tracking: links.link(to: view.tracking, as: "json", at: studio.now()))
    }
}

extension MarkedSelectionView.Marked {
    /// All points of a selection are on one object.
    fileprivate init(frame: Int, mask: SelectedMask?) {
        self.init(
            frame: frame,
            masks: mask.map { mask in
                [
                    MarkedSelectionView.Mask(
                        objectID: 0,
                        runs: .init(height: mask.height, width: mask.width, counts: mask.runs),
                        picture: .init(
                            height: mask.height, width: mask.width, base64: mask.png.base64EncodedString()))
                ]
            } ?? [])
    }
}
