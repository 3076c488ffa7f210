import CPUBackend
import Checkpoints
import Foundation
import Tensors
import VideoPipelines

/// The processor's instructions that kernels exist for.
public typealias InstructionSet = CPUBackend.InstructionSet

/// Makes clips: owns the device, keeps the last model resident, plans memory, reports progress, stops when cancelled.
///
/// The actor is the device's one owner. Requests, frames, events and errors cross its boundary; tensors do not.
public actor VideoEngine {
    private let device: CPUDevice
    private var resident: (folder: URL, model: WanModel)?

    /// - Parameters:
    ///   - threads: how many threads an operation may use, at least 1.
    ///   - instructions: one of `InstructionSet.available`.
    public init(threads: Int, instructions: InstructionSet = .best) {
        device = CPUDevice(threads: threads, instructions: instructions)
    }

    /// Makes a clip from a text. Cancelling the task stops it within a transformer block or a frame.
    /// - Parameters:
    ///   - folder: a model folder in the diffusers layout.
    ///   - tensorOutputs: tensors to keep as safetensors files.
    ///   - onEvent: told what begins.
    ///   - onFrame: takes each frame as soon as it is decoded, oldest first; it may throw to stop the work.
    /// - Throws: `EngineError`, or whatever `onFrame` throws.
    public func render(
        _ request: TextToVideoRequest, with folder: URL, saving tensorOutputs: TensorOutputs = .init(),
        onEvent: @escaping @Sendable (PipelineEvent) -> Void,
        onFrame: @Sendable (RenderedFrame) throws -> Void
    ) throws -> RenderReport {
        try EngineError.translating {
            var stages = StageClock()
            var reusedSteps = 0
            try tensorOutputs.check()
            let settings = try WanModelSettings(folder: folder)
            try settings.check(request)
            try MemoryPlan(settings: settings, folder: folder, request: request).check(against: .now())
            let model = try loadModel(folder, settings: settings)
            stages.end(.load)
            let pipeline = TextToVideo(
                model: model,
                report: { event in
                    // Text is encoded between the first event and the first step.
                    if case .denoising(1, _) = event { stages.end(.text) }
                    if case .reused = event { reusedSteps += 1 }
                    onEvent(event)
                },
                checkCancellation: { try Task.checkCancellation() })
            let latents = try pipeline.latents(for: request)
            try tensorOutputs.save(latents: latents)
            device.trim()
            stages.end(.denoise)
            var kept: [Tensor] = []
            try pipeline.decode(latents) { frame in
                stages.end(.decode)
                try onFrame(RenderedFrame(frame))
                if tensorOutputs.frames != nil { kept.append(frame) }
                stages.end(.encode)
            }
            stages.end(.decode)
            if tensorOutputs.frames != nil { try tensorOutputs.save(frames: device.stack(kept)) }
            device.trim()
            return RenderReport(
                stages: stages.seconds, stagePeaks: stages.peaks, reusedSteps: reusedSteps,
                peakResidentBytes: ProcessMemory.peakResidentBytes)
        }
    }

    private func loadModel(_ folder: URL, settings: WanModelSettings) throws -> WanModel {
        let folder = folder.standardizedFileURL
        if let resident, resident.folder == folder { return resident.model }
        resident = nil
        let model = try WanModel(folder: folder, settings: settings, on: device)
        resident = (folder, model)
        return model
    }
}
