import Crypto
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import MemoryStore
import NIOCore
import SecretKeeping
import StudioDomain
import StudioServer
import Synchronization

/// A server with a clock that tests turn, an account with credits, an API key and a pair of AccessKey and SecretKey.
final class ServerTrial: Sendable {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    let store = MemoryStore()
    let studio: Studio
    let assets = MemoryAssets()
    let vault = SecretVault(key: Data(repeating: 7, count: 32))
    let parts: ServerParts
    let account: Account
    let apiKey: String
    let accessKey: String
    let secretKey: String
    private let clock: Clock

    private final class Clock: Sendable {
        private let value = Mutex(ServerTrial.start)
        var time: Date { value.withLock { $0 } }
        func turn(by seconds: TimeInterval) { value.withLock { $0 += seconds } }
    }

    init(
        credits: Int = 1000, concurrency: Int = 10, plan: String? = nil,
        settings change: (inout ServerSettings) -> Void = { _ in }, selecting: SelectionParts? = nil
    ) async throws {
        let clock = Clock()
        self.clock = clock
        studio = Studio(store: store, now: { clock.time })
        var settings = ServerSettings()
        change(&settings)
        parts = ServerParts(
            studio: studio, assets: assets, vault: vault, policy: WordListPolicy(), prices: .units, plans: .standard,
            settings: settings, selecting: selecting)
        account = try await studio.open("ann", plan: plan, by: "test")
        let (apiKey, key) = NewCredentials.apiKey(named: "laptop", for: account.id, at: clock.time)
        try await studio.add(key, by: "test")
        let (secretKey, pair) = try NewCredentials.accessKeyPair(
            named: "pair", for: account.id, sealedBy: vault, at: clock.time)
        try await studio.add(pair, by: "test")
        (self.apiKey, self.secretKey, accessKey) = (apiKey, secretKey, pair.accessKey)
        if credits > 0 {
            try await studio.issue(
                Grant(
                    id: GrantID(number: 1), account: account.id, kind: .pack, name: "pack", product: nil,
                    amount: Credits(credits), validFrom: clock.time,
                    validUntil: clock.time.addingTimeInterval(30 * 86400), concurrency: concurrency))
        }
    }

    var time: Date { clock.time }
    func wait(_ seconds: TimeInterval) { clock.turn(by: seconds) }

    /// Runs the server in process.
    func serve(_ body: @escaping @Sendable (Client) async throws -> Void) async throws {
        var logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        let application = StudioApplication(parts: parts).application(configuration: .init(), logger: logger)
        try await application.test(.router) { try await body(Client(client: $0, bearer: self.apiKey)) }
    }

    /// A worker takes the next job and makes something of it.
    @discardableResult
    func render(seconds: Double = 5.041, count: Int = 1) async throws -> Job {
        let worker = WorkerID("worker")
        guard let job = try await studio.claimNext(for: worker, models: ["toybox"]) else { throw NothingWaits() }
        let isVideo = job.product == .video
        let made = (0..<count).map { index in
            Asset(
                id: AssetID(number: job.id.number - Int64(index)), account: job.account, job: job.id,
                mediaType: isVideo ? "video/mp4" : "image/png", bytes: 3, createdAt: time)
        }
        for asset in made { try await assets.put(asset.id, bytes: Data("abc".utf8), mediaType: asset.mediaType) }
        _ = try await studio.succeed(
            job.id, by: worker, assets: made,
            outputs: made.map { Output(asset: $0.id, seconds: isVideo ? seconds : nil) })
        return job
    }

    struct NothingWaits: Error {}

    /// A token as the vendor's client makes it.
    func token(
        issuer: String? = nil, expires: TimeInterval = 1800, notBefore: TimeInterval = -5, secret: String? = nil,
        header: String = #"{"alg":"HS256","typ":"JWT"}"#
    ) -> String {
        let now = Int64(time.timeIntervalSince1970)
        let claims =
            #"{"iss":"\#(issuer ?? accessKey)","exp":\#(now + Int64(expires)),"nbf":\#(now + Int64(notBefore))}"#
        let text = Self.base64URL(Data(header.utf8)) + "." + Self.base64URL(Data(claims.utf8))
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(text.utf8), using: SymmetricKey(data: Data((secret ?? secretKey).utf8)))
        return text + "." + Self.base64URL(Data(code))
    }

    static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// Sends requests, by default with the API key.
struct Client: Sendable {
    let client: any TestClientProtocol
    let bearer: String

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, bearer: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        // A browser brings its cookie alone.
        if headers[.authorization] == nil, headers[.cookie] == nil {
            headers[.authorization] = "Bearer \(bearer ?? self.bearer)"
        }
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let response = try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return try Answer(response)
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }
    func post(_ path: String, _ body: String = "{}") async throws -> Answer { try await send(.post, path, body) }
}

/// What came back.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let text: String
    private let object: JSONValue

    init(_ response: TestResponse) throws {
        status = response.status.code
        headers = response.headers
        text = String(buffer: response.body)
        object = (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .null
    }

    var code: Int? { self["code"].int }
    var message: String { self["message"].string ?? "" }
    var data: JSONValue { self["data"] }
    subscript(key: String) -> JSONValue { object[key] }
}

/// JSON whose members can be looked at.
enum JSONValue: Decodable, Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(key: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members[key] ?? .null
    }
    subscript(index: Int) -> JSONValue {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return .null }
        return elements[index]
    }

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var int: Int? { if case .number(let value) = self { Int(value) } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var array: [JSONValue] { if case .array(let value) = self { value } else { [] } }
    var keys: Set<String> { if case .object(let members) = self { Set(members.keys) } else { [] } }
}

/// Bytes of assets in memory.
actor MemoryAssets: AssetStore {
    private(set) var kept: [AssetID: Data] = [:]
    private var isBroken = false

    struct Broken: Error {}

    /// From now on nothing can be kept.
    func breakDown() { isBroken = true }

    func put(_ id: AssetID, file: URL, mediaType: String) throws { kept[id] = try Data(contentsOf: file) }
    func put(_ id: AssetID, bytes: Data, mediaType: String) throws {
        if isBroken { throw Broken() }
        kept[id] = bytes
    }
    func read(_ id: AssetID, _ range: Range<Int>) throws -> AsyncThrowingStream<[UInt8], any Error> {
        guard let bytes = kept[id] else { throw AssetStoreError.missing(id) }
        return AsyncThrowingStream {
            $0.yield([UInt8](bytes[range]))
            $0.finish()
        }
    }
    func copy(_ id: AssetID, to file: URL) throws {
        guard let bytes = kept[id] else { throw AssetStoreError.missing(id) }
        try bytes.write(to: file)
    }
    func remove(_ id: AssetID) { kept[id] = nil }
    func all() -> [AssetID] { Array(kept.keys) }
}

/// Pictures that are no more than a header.
enum TestPicture {
    /// - Returns: base64.
    static func png(_ width: UInt16, _ height: UInt16, bytes: Int = 64) -> String {
        func number(_ value: UInt16) -> [UInt8] { [0, 0, UInt8(value >> 8), UInt8(value & 0xFF)] }
        let header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        let all = header + number(width) + number(height)
        return Data(all + [UInt8](repeating: 0, count: max(0, bytes - all.count))).base64EncodedString()
    }
}
