import AssetStorage
import Foundation
import StudioDomain
import Testing

/// What holds for each store: on files always, on S3 where `KINORA_TEST_S3` names one (Scripts/with-s3).
@Suite("Asset stores") struct AssetStoreTests {
    enum Kind: String, Sendable, CaseIterable {
        case files, s3

        static let available: [Kind] = TestBucket.isGiven ? [.files, .s3] : [.files]

        func store(in folder: TrialFolder) throws -> any AssetStore {
            switch self {
            case .files: try FileAssetStore(folder: folder.url.appending(path: "assets"))
            // Parts of the least size that S3 has, and keys of this test's own.
            case .s3: S3AssetStore(at: try TestBucket.location(prefix: "\(UUID().uuidString)/"), partBytes: 5 << 20)
            }
        }
    }

    private let folder: TrialFolder
    private let id = AssetID.new(at: Date())

    init() throws { folder = try TrialFolder() }

    @Test("give back what they were given", arguments: Kind.available) func keeps(kind: Kind) async throws {
        let store = try kind.store(in: folder)
        try await store.put(id, bytes: TrialFolder.pattern(1000), mediaType: "image/png")
        #expect(try await store.whole(id) == TrialFolder.pattern(1000))
        #expect(try await store.read(id, 10..<20).joined() == TrialFolder.pattern(1000)[10..<20])
        #expect(try await store.read(id, 990..<2000).joined() == TrialFolder.pattern(1000)[990..<1000])
    }

    @Test(
        "keep files of any size, and hand them out in small parts", arguments: Kind.available,
        [0, 1, 300 << 10, 11 << 20])
    func keepsFiles(kind: Kind, bytes: Int) async throws {
        let store = try kind.store(in: folder)
        try await store.put(id, file: folder.file(bytes: bytes), mediaType: "video/mp4")
        var (sizes, whole) = ([Int](), Data())
        for try await part in try await store.read(id, 0..<max(1, bytes)) {
            sizes.append(part.count)
            whole += part
        }
        #expect(whole == TrialFolder.pattern(bytes))
        #expect(sizes.allSatisfy { $0 <= 256 << 10 })
        let copy = folder.url.appending(path: "copy")
        try await store.copy(id, to: copy)
        #expect(try Data(contentsOf: copy) == TrialFolder.pattern(bytes))
    }

    @Test("have nothing of what is removed or never was", arguments: Kind.available)
    func misses(kind: Kind) async throws {
        let store = try kind.store(in: folder)
        try await store.remove(id)
        try await store.put(id, bytes: Data([1]), mediaType: "image/png")
        try await store.remove(id)
        await #expect(throws: AssetStoreError.missing(id)) { try await store.whole(id) }
        await #expect(throws: AssetStoreError.missing(id)) { _ = try await store.read(id, 0..<0) }
        await #expect(throws: AssetStoreError.missing(id)) {
            try await store.copy(id, to: folder.url.appending(path: "copy"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "copy").path))
    }

    @Test("name what they keep", arguments: Kind.available) func lists(kind: Kind) async throws {
        let store = try kind.store(in: folder)
        let ids = (1...7).map { AssetID(number: $0 * 1_000_003) }
        for id in ids { try await store.put(id, bytes: Data([1]), mediaType: "image/png") }
        // Of these nothing is left half written.
        try await store.removeLeftovers()
        #expect(try await store.all().sorted() == ids)
    }

    @Test("name more than fits into one answer", .enabled(if: TestBucket.isGiven, TestBucket.hint))
    func listsPages() async throws {
        let store = try Kind.s3.store(in: folder)
        let ids = (1...1010).map { AssetID(number: $0) }
        for id in ids { try await store.put(id, bytes: Data(), mediaType: "image/png") }
        #expect(try await store.all().sorted() == ids)
    }

    @Test("a wrong secret is refused in words", .enabled(if: TestBucket.isGiven, TestBucket.hint))
    func refuses() async throws {
        let store = S3AssetStore(at: try TestBucket.location(prefix: "", secretKey: "wrong"))
        await #expect(throws: S3Error.refused(status: 403, code: "SignatureDoesNotMatch")) {
            try await store.put(id, bytes: Data(), mediaType: "image/png")
        }
    }
}

/// The bucket for tests that `KINORA_TEST_S3` names: http://ACCESSKEY:SECRETKEY@HOST:PORT/BUCKET
enum TestBucket {
    private static let text = ProcessInfo.processInfo.environment["KINORA_TEST_S3"]

    static let isGiven = text != nil
    static let hint: Comment = "KINORA_TEST_S3 names no bucket; Scripts/with-s3 starts one"

    static func location(prefix: String, secretKey: String? = nil) throws -> S3Location {
        let url = try #require(URL(string: text ?? ""))
        return try S3Location(
            endpoint: #require(URL(string: "\(url.scheme ?? "")://\(url.host() ?? ""):\(url.port ?? 80)")),
            bucket: url.lastPathComponent, prefix: prefix,
            accessKey: #require(url.user(percentEncoded: false)),
            secretKey: secretKey ?? #require(url.password(percentEncoded: false)))
    }
}

extension AssetStore {
    fileprivate func whole(_ id: AssetID) async throws -> Data { try await read(id, 0..<1 << 30).joined() }
}

extension AsyncThrowingStream<[UInt8], any Error> {
    fileprivate func joined() async throws -> Data { try await reduce(into: Data()) { $0 += $1 } }
}
