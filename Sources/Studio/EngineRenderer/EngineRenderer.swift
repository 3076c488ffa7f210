import ClipProduction
import Foundation
import MediaIO
import StudioDomain
import VideoEngine
import VideoPipelines

import struct StudioDomain.Progress

/// Makes what orders ask for with the engine of this process. The last model stays resident from one order to the next.
public struct EngineRenderer: Renderer {
    private let library: ModelLibrary
    private let engine: VideoEngine
    private let threads: Int
    private let software: String
    private let thread = RenderThread()

    /// - Parameters:
    ///   - library: where models are found by their names.
    ///   - threads: how many an operation may use, at least 1.
    ///   - instructions: one of `InstructionSet.available`.
    ///   - software: name and version, for the metadata of what is made.
    public init(library: ModelLibrary, threads: Int, instructions: InstructionSet, software: String) {
        self.library = library
        self.threads = threads
        self.software = software
        engine = VideoEngine(threads: threads, instructions: instructions)
    }

    public func models() -> [String] { library.names }

    /// What the model's usual area and the order's length need, references left aside.
    public func memoryNeeded(for order: Order, model: String) throws -> Int? {
        try RenderFailure.translating {
            let summary = try ModelSummary(folder: folder(of: model))
            let layout = OrderLayout(order: order, model: summary)
            let size = layout.size(of: nil)
            return try summary.memoryPlan(width: size.width, height: size.height, frames: layout.window).totalBytes
        }
    }

    public func render(
        _ order: Order, model: String, inputs: [URL], into folder: URL,
        report: @escaping @Sendable (Progress, Data?) -> Void
    ) async throws -> [RenderedFile] {
        try await withTaskExecutorPreference(thread) {
            do {
                return try await make(order, model: model, inputs: inputs, into: folder, report: report)
            } catch {
                throw RenderFailure.translated(error)
            }
        }
    }

    private func make(
        _ order: Order, model: String, inputs: [URL], into folder: URL,
        report: @escaping @Sendable (Progress, Data?) -> Void
    ) async throws -> [RenderedFile] {
        let location = try self.folder(of: model)
        let summary = try ModelSummary(folder: location)
        let assembly = try OrderAssembly(order: order, inputs: inputs, model: summary).assembled()
        let seed = order.seed ?? UInt64(UInt32.random(in: 0...UInt32.max))
        let telling = ProgressReport(
            results: order.count, windows: assembly.clip.windowCount, steps: assembly.request.steps, report: report)
        var files: [RenderedFile] = []
        for number in 0..<order.count {
            try Task.checkCancellation()
            let isPicture = assembly.frames == 1
            let file = folder.appending(path: "result-\(number + 1).\(isPicture ? "png" : "mp4")")
            telling.begin(result: number)
            try await record(assembly, seed: seed &+ UInt64(number), model: location, to: file, telling: telling)
            files.append(
                RenderedFile(
                    file: file, mediaType: isPicture ? "image/png" : "video/mp4",
                    seconds: isPicture ? nil : Double(assembly.frames) / assembly.framesPerSecond))
        }
        return files
    }

    /// One result into a file.
    private func record(
        _ assembly: Assembly, seed: UInt64, model: URL, to file: URL, telling: ProgressReport
    ) async throws {
        var request = assembly.request
        (request.seed, request.frames) = (seed, assembly.frames)
        guard let rate = FrameRate(assembly.framesPerSecond) else {
            throw RenderFailure("\(assembly.framesPerSecond) frames a second is out of range.")
        }
        let recorder = try ClipRecorder(
            path: file.path, width: request.width, height: request.height, frames: request.frames,
            framesPerSecond: rate, upscale: try assembly.upscale(width: request.width, height: request.height),
            request: RequestRecord(
                request, model: model, framesPerSecond: assembly.framesPerSecond, task: assembly.task),
            software: software, threads: threads)
        do {
            for picture in assembly.before { try recorder.append(picture) }
            _ = try await engine.render(
                assembly.clip.seeded(seed), with: model, onWindow: { number, _ in telling.begin(window: number - 1) },
                onEvent: { telling.note($0) }, onPreview: { telling.show($0) }, onFrame: { try recorder.append($0) })
            for picture in assembly.after { try recorder.append(picture) }
            try recorder.finish()
        } catch {
            recorder.discard()
            throw error
        }
    }

    private func folder(of model: String) throws -> URL {
        guard let folder = library.folder(named: model) else {
            throw RenderFailure("There is no model named \(model) on this worker.")
        }
        return folder
    }
}
