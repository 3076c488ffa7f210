import Configuration
import Foundation

/// How the service is set up: by flag, else by environment (`KINORA_PORT`), else by a YAML file, else as is usual.
struct ServiceSettings: Sendable {
    enum Database: Sendable, Equatable {
        case sqlite(URL)
        /// A libpq connection string or URL.
        case postgres(String)
    }

    enum Assets: Sendable, Equatable {
        case folder(URL)
        case bucket(Bucket)
    }

    /// A bucket of an S3-compatible store.
    struct Bucket: Sendable, Equatable {
        let endpoint: URL
        let name: String
        let region: String
        let accessKey: String
        let secretKey: String
    }

    /// Holds the database, the results, the key file and, if wanted, `kinora.yaml`.
    let data: URL
    let host: String
    let port: Int
    /// What clients reach the service by, for the addresses of results.
    let publicURL: URL
    let database: Database
    let assets: Assets
    /// Worker processes that `serve` starts and watches.
    let workers: Int
    /// "units", as Kling's API counts, or "credits", as its studio does.
    let prices: String
    /// The installed model that makes what `models` does not name.
    let model: String
    /// The one that makes orders with pictures or clips; nothing for the same.
    let pictureModel: String?
    /// From `model_name` of the API to installed models: for words and, where it is another, for pictures.
    let models: [String: (words: String, pictures: String?)]
    /// Networks that may be fetched from and called back though they are not public, as "10.0.0.0/8".
    let allowedNetworks: [String]
    /// Whether pictures that are given must keep Kling's limits.
    let keepsKlingLimits: Bool
    /// Requests a second that one key, and one address, may send for long; 0 for any number.
    let requestsPerSecond: Int
    /// Proxies in front of the service whose `X-Forwarded-For` is believed.
    let proxies: Int
    let logLevel: String
    /// A server that a worker hands the jobs of one model to.
    let remote: Remote?

    struct Remote: Sendable, Equatable {
        /// The model's name here.
        let name: String
        let url: URL
        /// What the server calls the model; nothing for its only one.
        let model: String?
        let key: String?
    }

    var keyFile: URL { data.appending(path: "secret.key") }

    /// Every setting, as a YAML file names it.
    static let keys: Set<String> = [
        "host", "port", "public-url", "database", "workers", "prices", "model", "picture-model", "model-table",
        "allowed-networks",
        "kling-limits", "requests-per-second", "proxies", "log-level", "assets", "s3.endpoint", "s3.bucket",
        "s3.region",
        "s3.access-key", "s3.secret-key", "remote.url", "remote.name", "remote.model", "remote.key",
    ]

    static var standardFolder: URL {
        FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share/kinora")
    }
}

extension ServiceSettings {
    /// - Parameter data: where the service keeps its things.
    /// - Throws: `InputError` with the setting's name and what it may be.
    init(data: URL, from reader: ConfigReader) throws(InputError) {
        func text(_ key: ConfigKey, or standard: String) -> String { reader.string(forKey: key, default: standard) }
        func number(_ key: ConfigKey, named name: String, in range: ClosedRange<Int>, or standard: Int)
            throws(InputError)
            -> Int
        {
            let value: Int?
            do { value = try reader.fetchOptionalInt(key) } catch {
                throw InputError("The setting \(name) is not a number.")
            }
            guard range.contains(value ?? standard) else {
                throw InputError("The setting \(name) may be \(range.lowerBound) to \(range.upperBound).")
            }
            return value ?? standard
        }
        self.data = data
        host = text("host", or: "127.0.0.1")
        port = try number("port", named: "port", in: 0...65535, or: 8080)
        publicURL = try Self.url(
            text("public-url", or: "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"), named: "public-url")
        database = try Self.database(reader.string(forKey: "database"), in: data)
        assets = try Self.assets(from: reader, in: data)
        workers = try number("workers", named: "workers", in: 0...64, or: 1)
        prices = text("prices", or: "units")
        model = text("model", or: ModelLocation.standardName)
        pictureModel = reader.string(forKey: "picture-model")
        models = try Self.table(reader.stringArray(forKey: "model-table", default: []))
        allowedNetworks = reader.stringArray(forKey: "allowed-networks", default: [])
        keepsKlingLimits = reader.bool(forKey: "kling-limits", default: true)
        requestsPerSecond = try number(
            "requests-per-second", named: "requests-per-second", in: 0...1_000_000, or: 50)
        proxies = try number("proxies", named: "proxies", in: 0...9, or: 0)
        logLevel = text("log-level", or: "info")
        remote = try Self.remote(from: reader)
    }

    private static func database(_ text: String?, in data: URL) throws(InputError) -> Database {
        guard let text, !text.isEmpty else { return .sqlite(data.appending(path: "kinora.sqlite")) }
        // libpq also takes words such as "host=db dbname=kinora", which no file is named like.
        if ["postgres://", "postgresql://"].contains(where: text.hasPrefix) || text.contains("dbname=") {
            return .postgres(text)
        }
        if text.contains("://") {
            throw InputError("The setting database may be a file for SQLite, or postgres://...")
        }
        return .sqlite(URL(filePath: text))
    }

    private static func assets(from reader: ConfigReader, in data: URL) throws(InputError) -> Assets {
        guard let endpoint = reader.string(forKey: "s3.endpoint") else {
            return .folder(reader.string(forKey: "assets").map { URL(filePath: $0) } ?? data.appending(path: "assets"))
        }
        func needed(_ key: ConfigKey, named name: String) throws(InputError) -> String {
            guard let value = reader.string(forKey: key, isSecret: true), !value.isEmpty else {
                throw InputError("With s3.endpoint, the setting \(name) is needed.")
            }
            return value
        }
        return .bucket(
            Bucket(
                endpoint: try url(endpoint, named: "s3.endpoint"),
                name: try needed("s3.bucket", named: "s3.bucket"),
                region: reader.string(forKey: "s3.region", default: "us-east-1"),
                accessKey: try needed("s3.access-key", named: "s3.access-key"),
                secretKey: try needed("s3.secret-key", named: "s3.secret-key")))
    }

    private static func remote(from reader: ConfigReader) throws(InputError) -> Remote? {
        guard let address = reader.string(forKey: "remote.url") else { return nil }
        guard let name = reader.string(forKey: "remote.name"), !name.isEmpty else {
            throw InputError("With remote.url, the setting remote.name is needed: the model whose jobs go there.")
        }
        return Remote(
            name: name, url: try url(address, named: "remote.url"), model: reader.string(forKey: "remote.model"),
            key: reader.string(forKey: "remote.key", isSecret: true))
    }

    private static func url(_ text: String, named name: String) throws(InputError) -> URL {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            throw InputError("The setting \(name) is not an http or https address.")
        }
        return url
    }

    /// From lines such as "kling-v3=wan22" or "kling-v1=wan21+wan21-i2v", the latter for pictures.
    private static func table(_ lines: [String]) throws(InputError) -> [String: (words: String, pictures: String?)] {
        var table: [String: (words: String, pictures: String?)] = [:]
        for line in lines {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw InputError("A line of the setting model-table is not of the form kling-v3=NAME.")
            }
            let models = parts[1].split(separator: "+", maxSplits: 1).map(String.init)
            table[parts[0]] = (models.first ?? parts[1], models.count == 2 ? models[1] : nil)
        }
        return table
    }
}

extension ConfigReader {
    /// A number that is there must be one: the plain reader would pass over it.
    fileprivate func fetchOptionalInt(_ key: ConfigKey) throws -> Int? {
        guard string(forKey: key) != nil || int(forKey: key) != nil else { return nil }
        return try requiredInt(forKey: key)
    }
}
