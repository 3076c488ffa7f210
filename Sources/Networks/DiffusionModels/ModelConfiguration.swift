import Foundation

/// What can be wrong with the settings of a model component.
public enum ModelConfigurationError: Error, Equatable, CustomStringConvertible {
    case missing(file: String)
    case malformed(file: String, problem: String)
    case unsupported(file: String, setting: String)

    public var description: String {
        switch self {
        case .missing(let file): "The model has no \(file)."
        case .malformed(let file, let problem): "\(file) of the model cannot be used: \(problem)."
        case .unsupported(let file, let setting): "\(file) of the model asks for \(setting), which Kinora cannot do."
        }
    }
}

/// The settings of a model component, kept in its `config.json`.
public protocol ModelConfiguration: Decodable, Sendable {
    /// Names of settings and values that this engine cannot honour or that contradict each other; nil when all is well.
    var unsupportedSetting: String? { get }
}

extension ModelConfiguration {
    /// Reads `config.json` in a component's folder. Keys are snake_case as diffusers and transformers write them.
    public static func read(folder: URL) throws(ModelConfigurationError) -> Self {
        let file = folder.lastPathComponent + "/config.json"
        let configuration = try readJSON(Self.self, at: folder.appending(path: "config.json"), name: file)
        if let setting = configuration.unsupportedSetting { throw .unsupported(file: file, setting: setting) }
        return configuration
    }
}

/// Decodes a small JSON file of a model folder; one over a megabyte is refused.
public func readJSON<Value: Decodable>(
    _ type: Value.Type, at url: URL, name: String
) throws(ModelConfigurationError) -> Value {
    guard let handle = try? FileHandle(forReadingFrom: url) else { throw .missing(file: name) }
    let limit = 1 << 20
    let data: Data
    do {
        // Nil stands for an empty file.
        data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
        throw .malformed(file: name, problem: "it cannot be read")
    }
    guard data.count <= limit else { throw .malformed(file: name, problem: "it is larger than a megabyte") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
        return try decoder.decode(type, from: data)
    } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
        throw .malformed(file: name, problem: "\(context.settingName) has the wrong type")
    } catch let DecodingError.keyNotFound(key, _) {
        throw .malformed(file: name, problem: "\(key.stringValue) is missing")
    } catch {
        throw .malformed(file: name, problem: "it is not valid JSON")
    }
}

extension DecodingError.Context {
    fileprivate var settingName: String { codingPath.first?.stringValue ?? "a setting" }
}
