import Foundation

/// The body of a new-standard request as it was sent, before a model's rules are applied to it.
///
/// - Source: section 9 of the wire contract.
struct StandardFields: Decodable {
    struct Settings: Decodable {
        let resolution: String?
        let aspectRatio: String?
        let duration: Int64?
        let audio: String?
        let hasShots: Bool?

        private enum CodingKeys: String, CodingKey {
            case resolution, duration, audio
            case aspectRatio = "aspect_ratio"
            case hasShots = "multi_shot"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            resolution = try container.text(.resolution)
            aspectRatio = try container.text(.aspectRatio)
            duration = try container.integer(.duration)
            audio = try container.text(.audio)
            hasShots = try container.flag(.hasShots)
        }
    }

    struct Content: Decodable {
        let type: String
        let id: String?
        let text: String?
        let url: String?
        let elementID: Int64?
        let voiceID: String?

        private enum CodingKeys: String, CodingKey {
            case type, id, text, url
            case elementID = "element_id"
            case voiceID = "voice_id"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let type = try container.text(.type) else { throw APIError.missing("contents.type") }
            self.type = type
            id = try container.text(.id)
            try FieldLimits.check("contents.id", id, longest: StandardFields.longestID)
            text = try container.text(.text)
            url = try container.text(.url)
            elementID = try container.integer(.elementID)
            voiceID = try container.text(.voiceID)
        }
    }

    let prompt: String?
    let contents: [Content]
    let settings: Settings?
    let common: CommonFields?

    static let longestID = 64
    static let mostContents = 16

    private enum CodingKeys: String, CodingKey {
        case prompt, contents, settings
        case common = "options"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        prompt = try container.text(.prompt)
        contents = try container.list(.contents, most: Self.mostContents)
        settings = try container.object(.settings)
        common = try container.object(.common)
    }
}
