import Checkpoints
import DiffusionModels
import Foundation
import VideoPipelines

/// Copies a model folder, the big matrices of its transformers and its text encoder becoming 8-bit integers.
///
/// The copy grows under a hidden name beside its place and is renamed when it is complete; on an error or when it is stopped
/// nothing is left. Hidden files, and weights of the quantized components other than those that are used, are not copied.
public struct ModelQuantizer {
    /// How far the work is.
    public struct Progress: Sendable {
        /// The folder of the model that is being read.
        public let component: String
        /// Bytes of weights read so far, and of all that will be.
        public let bytes: Int, totalBytes: Int
    }

    /// Sizes of the files that were read and written.
    public struct Report: Sendable {
        public private(set) var sourceBytes = 0
        public private(set) var bytes = 0

        mutating func add(_ source: URL, _ copy: URL) {
            sourceBytes += Self.size(of: source)
            bytes += Self.size(of: copy)
        }

        private static func size(of file: URL) -> Int {
            (try? file.resolvingSymlinksInPath().resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        }
    }

    private let model: URL
    private let destination: URL
    private let components: [String: QuantizedCheckpoint]

    /// Checks everything that can be checked before the work.
    /// - Parameters:
    ///   - model: a model folder in the diffusers layout, not quantized.
    ///   - destination: where the copy goes: outside of the model, nothing or an empty folder.
    /// - Throws: `EngineError`.
    public init(model: URL, destination: URL) throws {
        self.model = model.standardizedFileURL.resolvingSymlinksInPath()
        let place = destination.standardizedFileURL
        let parent = place.deletingLastPathComponent().resolvingSymlinksInPath()
        self.destination = parent.appending(path: place.lastPathComponent)
        try Self.check(self.destination, outside: self.model)
        components = try EngineError.translating { [model = self.model] in
            let settings = try WanModelSettings(folder: model)
            func component(_ name: String, _ isQuantizable: (String) -> Bool) throws -> QuantizedCheckpoint {
                guard try Self.settings(in: model.appending(path: name))["quantization_config"] == nil else {
                    throw CheckpointError.alreadyQuantized(folder: name)
                }
                return try QuantizedCheckpoint(of: model.appending(path: name), quantizing: isQuantizable)
            }
            var components = [
                "text_encoder": try component("text_encoder", UMT5Encoder.isQuantizable),
                "transformer": try component("transformer", WanTransformer.isQuantizable),
            ]
            if settings.transformer2 != nil {
                components["transformer_2"] = try component("transformer_2", WanTransformer.isQuantizable)
            }
            return components
        }
    }

    private static func check(_ destination: URL, outside model: URL) throws(EngineError) {
        let (name, files) = (destination.lastPathComponent, FileManager.default)
        if destination.pathComponents.starts(with: model.pathComponents) {
            throw .unsuitableRequest("\(name) lies inside the model, where its copy cannot be.")
        }
        var isFolder: ObjCBool = false
        if files.fileExists(atPath: destination.path, isDirectory: &isFolder) {
            let contents = try? files.contentsOfDirectory(atPath: destination.path)
            if !isFolder.boolValue || contents?.isEmpty != true {
                throw .unsuitableRequest("\(name) is there already and is not an empty folder.")
            }
        }
        if !files.isWritableFile(atPath: destination.deletingLastPathComponent().path) {
            throw .unsuitableRequest("\(name) cannot be written where it is wanted.")
        }
    }

    /// Does the work. It is stopped when `progress` throws.
    /// - Parameter progress: called every few megabytes.
    /// - Throws: `EngineError`, or whatever `progress` throws; a `CancellationError` becomes `EngineError.interrupted`.
    public func run(progress: (Progress) throws -> Void) throws -> Report {
        let pending = destination.deletingLastPathComponent()
            .appending(path: ".\(destination.lastPathComponent.prefix(60)).\(UUID().uuidString.prefix(8)).partial")
        return try EngineError.translating {
            do {
                var report = Report()
                try copyFolder(model, to: pending, depth: 0, &report)
                try quantize(into: pending, &report, progress)
                guard rename(pending.path, destination.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
                return report
            } catch {
                try? FileManager.default.removeItem(at: pending)
                guard error is CocoaError || error is POSIXError else { throw error }
                throw EngineError.unsuitableRequest(
                    "\(destination.lastPathComponent) could not be made: a file of the model cannot be read, or its copy not written."
                )
            }
        }
    }

    private func quantize(into folder: URL, _ report: inout Report, _ progress: (Progress) throws -> Void) throws {
        let total = components.values.reduce(0) { $0 + $1.sourceByteCount }
        var before = 0
        for (name, checkpoint) in components.sorted(by: { $0.key < $1.key }) {
            let (source, copy) = (model.appending(path: name), folder.appending(path: name))
            try checkpoint.write(to: copy) { read in
                try progress(Progress(component: name, bytes: before + read, totalBytes: total))
            }
            before += checkpoint.sourceByteCount
            for file in checkpoint.files { report.add(source.appending(path: file), copy.appending(path: file)) }
            try describe(
                checkpoint.matrices, source.appending(path: "config.json"), copy.appending(path: "config.json"))
            report.add(source.appending(path: "config.json"), copy.appending(path: "config.json"))
        }
    }

    /// Everything but hidden files and what `quantize` writes. Links are followed, those to folders only
    /// in the model's own folder.
    private func copyFolder(_ source: URL, to copy: URL, depth: Int, _ report: inout Report) throws {
        let files = FileManager.default
        let isQuantized = depth == 1 && components[copy.lastPathComponent] != nil
        try files.createDirectory(at: copy, withIntermediateDirectories: false)
        for name in try files.contentsOfDirectory(atPath: source.path).sorted() where !name.hasPrefix(".") {
            if isQuantized, [".safetensors", ".safetensors.index.json"].contains(where: name.hasSuffix) { continue }
            if isQuantized, name == "config.json" { continue }
            let (place, to) = (source.appending(path: name), copy.appending(path: name))
            let from = place.resolvingSymlinksInPath()
            if try from.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
                guard depth == 0 || from.path == place.path else { continue }
                try copyFolder(from, to: to, depth: depth + 1, &report)
            } else {
                try files.copyItem(at: from, to: to)
                report.add(from, to)
            }
        }
    }

    /// Says in a component's settings what was done, in the words of compressed-tensors. Readers that do not know them refuse
    /// the model instead of taking the integers for weights.
    /// - Source: `QuantizationConfig` in github.com/vllm-project/compressed-tensors.
    private func describe(_ matrices: [String], _ source: URL, _ copy: URL) throws {
        let weights: [String: Any] = [
            "num_bits": 8, "type": "int", "symmetric": true, "strategy": "channel", "dynamic": false,
        ]
        let group: [String: Any] = [
            "weights": weights, "targets": matrices.map { String($0.dropLast(".weight".count)) },
        ]
        let entry: [String: Any] = [
            "quant_method": "compressed-tensors", "format": "int-quantized", "quantization_status": "compressed",
            "config_groups": ["group_0": group], "ignore": [String](),
        ]
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let json = try JSONSerialization.data(withJSONObject: entry, options: options)
        let others = try Self.settings(in: source.deletingLastPathComponent())
        // The other settings stay as they are written: read and written again, 0.0 would become 0.
        let text = try String(contentsOf: source, encoding: .utf8)
        guard let brace = text.firstIndex(of: "{") else { throw CocoaError(.fileReadCorruptFile) }
        let begin =
            "{\n  \"quantization_config\": " + String(decoding: json, as: UTF8.self) + (others.isEmpty ? "" : ",")
        try Data((begin + text[brace...].dropFirst()).utf8).write(to: copy)
    }

    private static func settings(in folder: URL) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appending(path: "config.json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }
}
