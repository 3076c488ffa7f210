import Foundation

/// A clip that a request begins from: one that this server made, or one at an address.
public enum VideoSource: Sendable, Hashable {
    case id(String)
    case url(URL)

    private enum CodingKeys: String, CodingKey {
        case id = "video_id"
        case url = "video_url"
    }

    /// - Throws: `APIError` unless exactly one is given, or `DecodingError`.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch (try container.text(.id), try container.videoURL(.url)) {
        case (let id?, nil): self = .id(id)
        case (nil, let url?): self = .url(url)
        default: throw APIError.parameter("exactly one of video_id and video_url must be given")
        }
    }
}
