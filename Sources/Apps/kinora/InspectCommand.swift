import ArgumentParser
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a model holds and needs, what a LoRA changes, or how a clip was made.",
        discussion: """
            kinora inspect toybox
            kinora inspect /models/Wan2.1-T2V-1.3B-Diffusers --width 832 --height 480 --frames 81
            kinora inspect film-grain.safetensors
            kinora inspect clip.mp4
            """)

    @Argument(help: "Name of an installed model, a model folder, a LoRA, or a picture or clip.")
    var subject: String

    @Option(help: "Pixels across, for the memory estimate.")
    var width: Int?

    @Option(help: "Pixels down, for the memory estimate.")
    var height: Int?

    @Option(help: "Frames, for the memory estimate.")
    var frames: Int?

    func run() async throws {
        var isFolder: ObjCBool = false
        let url = URL(filePath: subject)
        let index = url.appending(path: "model_index.json")
        let exists = FileManager.default.fileExists(atPath: subject, isDirectory: &isFolder)
        if exists, !isFolder.boolValue, url.pathExtension == "safetensors" {
            try printLoRA(LoRASummary(file: url))
        } else if exists, !isFolder.boolValue || !FileManager.default.fileExists(atPath: index.path) {
            try printClip(url)
        } else {
            try printModel(ModelSummary(folder: ModelLocation.folder(for: subject)))
        }
    }

    private func printLoRA(_ file: LoRASummary) {
        print("kind        LoRA, \(file.spelling.rawValue) names")
        if file.productCount > 0 {
            let ranks = file.ranks.map(String.init).joined(separator: ", ")
            let factors = file.factors.map { Double($0).shortened }.joined(separator: ", ")
            print(
                "products    \(file.productCount) layers of rank \(ranks), each counting \(factors) times at strength 1"
            )
        }
        if file.differenceCount > 0 { print("differences \(file.differenceCount) weights, biases and modulations") }
        print("layers      \(file.kinds.map { "\($0.name) \($0.count)" }.joined(separator: ", "))")
        print("blocks      \(file.blockCount)")
        print("numbers     \(file.dtypes.joined(separator: "+")), \(file.byteCount.asMemory)")
    }

    private func printModel(_ model: ModelSummary) throws {
        let defaults = model.defaults
        print("pipeline    \(model.pipelineClass)")
        for (index, task) in VideoTask.allCases.enumerated() {
            let mark = model.tasks.contains(task) ? "yes" : "-"
            print(
                "\(index == 0 ? "tasks   " : "        ")    \(task.rawValue.padded(to: 20))\(mark.padded(to: 5))\(task.command)"
            )
        }
        print(
            "sizes       multiples of \(model.sizeRules.spatialMultiple) pixels; "
                + "frames 1 more than a multiple of \(model.sizeRules.temporalMultiple)")
        print(
            "defaults    \(defaults.width)x\(defaults.height), \(defaults.frames) frames at \(defaults.fps) a second, "
                + "\(defaults.steps) steps, guidance \(defaults.guidance)")
        for (index, example) in defaults.examples.enumerated() {
            print("\(index == 0 ? "examples" : "        ")    \(example)")
        }
        print("")
        for component in model.components {
            print(
                [
                    component.name.padded(to: 14), Self.millions(component.parameterCount).padded(to: 16),
                    component.dtypes.joined(separator: "+").padded(to: 10), component.byteCount.asMemory,
                ].joined())
        }
        let size = (
            width: width ?? defaults.width, height: height ?? defaults.height, frames: frames ?? defaults.frames
        )
        let plan = try model.memoryPlan(width: size.width, height: size.height, frames: size.frames)
        print("")
        print("memory for \(size.width)x\(size.height), \(size.frames) frames: about \(plan.totalBytes.asMemory)")
        print("  text        \(plan.textWeightBytes.asMemory) of mapped weights")
        if plan.pictureBytes > 0 { print("  pictures    \(plan.pictureBytes.asMemory) of weights and activations") }
        print(
            "  denoising   \(plan.transformerWeightBytes.asMemory) of mapped weights, \(plan.promptBytes.asMemory) of prompt, "
                + "\(plan.denoisingBytes.asMemory) of activations")
        print(
            "  decoding    \(plan.preparedWeightBytes.asMemory) of rearranged weights, "
                + "\(plan.decodingBytes.asMemory) of activations")
    }

    private static func millions(_ count: Int) -> String {
        count >= 1_000_000 ? "\((Double(count) / 100_000).rounded() / 10) M parameters" : "\(count) parameters"
    }

    private func printClip(_ url: URL) throws {
        let info = try ClipReader.info(of: url)
        print("size        \(info.width)x\(info.height), \(info.frames) \(info.frames == 1 ? "frame" : "frames")")
        if let rate = info.framesPerSecond { print("rate        \(rate.shortened) frames a second") }
        if let duration = info.duration { print("length      \(duration.shortened) s") }
        let colors = [info.colorPrimaries, info.colorTransfer, info.colorSpace, info.colorRange].compactMap { $0 }
        print("coding      \(([info.codec, info.pixelFormat] + colors).joined(separator: ", "))")
        guard let metadata = try ClipReader.metadata(of: url) else {
            print("origin      not said: Kinora did not make it, or its metadata was removed")
            return
        }
        print("origin      \(metadata.software), \(metadata.source.rawValue): made by AI")
        print("request     \(metadata.request)")
    }
}

extension Double {
    /// At most three decimals, none that are zero.
    fileprivate var shortened: String {
        let value = (self * 1000).rounded() / 1000
        return Int(exactly: value).map(String.init) ?? String(value)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
