import Foundation

/// The body of `POST /v1/videos` in OpenAI's shape, as JSON or as a multipart form.
///
/// - Source: `VideoCreateParams` of OpenAI's Python client 3.57. Other seconds and sizes than its models have are taken, too.
public struct OpenAIVideoBody: Sendable, Hashable, Decodable {
    public let prompt: String
    /// Nothing for the server's choice.
    public let model: String?
    /// 1...15.
    public let seconds: Int
    public let size: Size
    /// The first frame.
    public let reference: MediaReference?
    /// What is not to be seen; empty for nothing. An addition that vLLM-Omni and SGLang have, too, as is the seed.
    public let negativePrompt: String
    public let seed: UInt64?

    public struct Size: Sendable, Hashable {
        public let width: Int
        public let height: Int

        /// "1280x720".
        public var text: String { "\(width)x\(height)" }
        /// In lowest terms, such as "16:9".
        public var aspectRatio: String {
            var (a, b) = (width, height)
            while b != 0 { (a, b) = (b, a % b) }
            return "\(width / a):\(height / a)"
        }

        /// The Kling size whose shorter side is nearest: "720p", "1080p" or "4k".
        public var resolution: String {
            let side = min(width, height)
            return side < 900 ? "720p" : side < 1620 ? "1080p" : "4k"
        }

        /// - Throws: `APIError` for anything but two sides within the limits.
        public init(_ text: String) throws(APIError) {
            let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
            guard sides.count == 2, let width = sides[0], let height = sides[1],
                OpenAIVideoBody.sides.contains(width), OpenAIVideoBody.sides.contains(height),
                text.utf8.allSatisfy("0123456789x".utf8.contains)
            else {
                let (least, most) = (OpenAIVideoBody.sides.lowerBound, OpenAIVideoBody.sides.upperBound)
                throw .parameter(
                    "size value '\(text.prefix(64))' is invalid: it may be WIDTHxHEIGHT with sides of \(least) to \(most)"
                )
            }
            (self.width, self.height) = (width, height)
        }
    }

    static let seeds: ClosedRange<Int64> = 0...(1 << 53 - 1)
    static let lengths: ClosedRange<Int64> = 1...15
    static let longestModel = 128
    static let standardSeconds = 4
    static let standardSize = "720x1280"
    /// Pixels.
    static let sides = 64...4096

    private enum CodingKeys: String, CodingKey {
        case prompt, model, seconds, size, seed
        case negativePrompt = "negative_prompt"
        case reference = "input_reference"
    }

    /// - Throws: `APIError` or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let reference: Reference? = try container.object(.reference)
        try self.init(
            prompt: container.text(.prompt), model: container.text(.model), seconds: container.integer(.seconds),
            size: container.text(.size), reference: reference?.media, negativePrompt: container.text(.negativePrompt),
            seed: container.integer(.seed))
    }

    /// - Throws: `APIError` for a form that lacks something or has something wrong.
    public init(_ form: MultipartForm) throws(APIError) {
        func number(_ name: String) throws(APIError) -> Int64? {
            guard let text = try form.text(name) else { return nil }
            guard let number = Int64(text) else { throw .parameter("\(name) value '\(text.prefix(64))' is invalid") }
            return number
        }
        var reference: MediaReference?
        if let file = form["input_reference"], !file.bytes.isEmpty {
            reference = file.isFile ? .bytes(file.bytes) : try Self.media(form.text("input_reference"))
        } else if let url = try form.text("input_reference[image_url]") {
            reference = try Self.media(url)
        }
        try self.init(
            prompt: form.text("prompt"), model: form.text("model"), seconds: number("seconds"), size: form.text("size"),
            reference: reference, negativePrompt: form.text("negative_prompt"), seed: number("seed"))
    }

    private init(
        prompt: String?, model: String?, seconds: Int64?, size: String?, reference: MediaReference?,
        negativePrompt: String?, seed: Int64?
    ) throws(APIError) {
        guard let prompt else { throw .missing("prompt") }
        try FieldLimits.check("prompt", prompt)
        self.prompt = prompt
        try FieldLimits.check("model", model, longest: Self.longestModel)
        self.model = model
        self.seconds = try FieldLimits.integer("seconds", seconds, in: Self.lengths, default: Self.standardSeconds)
        self.size = try Size(size ?? Self.standardSize)
        self.reference = reference
        try FieldLimits.check("negative_prompt", negativePrompt)
        self.negativePrompt = negativePrompt ?? ""
        if let seed, !Self.seeds.contains(seed) {
            throw .parameter("seed must be between \(Self.seeds.lowerBound) and \(Self.seeds.upperBound)")
        }
        self.seed = seed.map(UInt64.init)
    }

    /// From an address, base64 or a data URL, which this API has, unlike Kling's.
    private static func media(_ text: String?) throws(APIError) -> MediaReference? {
        guard let text else { return nil }
        guard text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") else { return try MediaReference(text) }
        return try MediaReference(String(text[text.index(after: comma)...]))
    }

    /// `input_reference` in JSON: an object with an address, or the address itself.
    private struct Reference: Decodable {
        let media: MediaReference?

        private enum CodingKeys: String, CodingKey {
            case url = "image_url"
            case file = "file_id"
        }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                media = try OpenAIVideoBody.media(text)
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard try container.isBlank(.file) else {
                throw APIError.parameter("input_reference.file_id is not supported: give image_url or a file")
            }
            media = try OpenAIVideoBody.media(container.text(.url))
        }
    }
}
