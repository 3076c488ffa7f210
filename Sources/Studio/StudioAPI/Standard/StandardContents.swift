import Foundation

/// `contents` sorted by what its entries are for.
struct StandardContents {
    let prompt: String?
    let inputs: OmniInputs
    let voices: [String]
    private let names: ContentNames

    /// - Throws: `APIError` for entries that the model does not take.
    init(_ fields: StandardFields, for model: StandardModel) throws(APIError) {
        guard model.hasContents else {
            prompt = fields.prompt
            inputs = OmniInputs(pictures: [], elements: [], baseVideo: nil, featureVideo: nil)
            (voices, names) = ([], ContentNames())
            return
        }
        var prompts = [fields.prompt].compactMap(\.self)
        var (pictures, elements, voices) = ([OmniInputs.Picture](), [Int64](), [String]())
        var (base, feature): (URL?, URL?) = (nil, nil)
        var names = ContentNames()
        for entry in fields.contents {
            switch try Self.kind(of: entry, for: model) {
            case nil: prompts += [entry.text].compactMap(\.self)
            case .firstFrame?, .lastFrame?, .picture?:
                let media = try MediaReference(Self.needed(entry.url, "contents.url"))
                let role: OmniInputs.Picture.Role =
                    entry.type == "first_frame" ? .firstFrame : entry.type == "last_frame" ? .lastFrame : .reference
                pictures.append(OmniInputs.Picture(media: media, role: role))
                names.add(entry.id, kind: "image", number: pictures.count)
            case .baseVideo?, .featureVideo?:
                guard base == nil, feature == nil else { throw .parameter("contents may have at most 1 video") }
                guard case .url(let url) = try MediaReference(Self.needed(entry.url, "contents.url")) else {
                    throw .parameter("contents.url of a video is not a valid URL")
                }
                if entry.type == "base_video" { base = url } else { feature = url }
                names.add(entry.id, kind: "video", number: 1)
            case .element?:
                guard let id = entry.elementID else { throw .missing("contents.element_id") }
                guard FieldLimits.elementIDs.contains(id) else {
                    throw .parameter("contents.element_id value '\(id)' is invalid")
                }
                elements.append(id)
                names.add(entry.id, kind: "element", number: elements.count)
            case .voice?: voices.append(try Self.needed(entry.voiceID, "contents.voice_id"))
            }
        }
        guard prompts.count <= 1 else { throw .parameter("contents may have at most 1 prompt") }
        guard voices.count <= StandardModel.mostVoices else {
            throw .parameter("contents may have at most \(StandardModel.mostVoices) voices")
        }
        prompt = prompts.first
        inputs = OmniInputs(pictures: pictures, elements: elements, baseVideo: base, featureVideo: feature)
        self.voices = voices
        self.names = names
    }

    /// The prompt with references as the legacy surface writes them; empty where none was given and none is needed.
    func checkedPrompt(for model: StandardModel) throws(APIError) -> String {
        try FieldLimits.check("prompt", prompt, longest: model.longestPrompt)
        guard prompt != nil || model.family == .imageToVideo else { throw .missing("prompt") }
        try names.check()
        return names.legacyPrompt(prompt ?? "")
    }

    /// Nothing for a prompt.
    private static func kind(of entry: StandardFields.Content, for model: StandardModel) throws(APIError)
        -> StandardModel.Content?
    {
        if entry.type == "prompt" { return nil }
        guard let kind = StandardModel.Content(rawValue: entry.type), model.contents.contains(kind) else {
            throw .parameter("contents.type value '\(entry.type.prefix(64))' is invalid")
        }
        return kind
    }

    private static func needed(_ text: String?, _ name: String) throws(APIError) -> String {
        guard let text else { throw .missing(name) }
        return text
    }
}
