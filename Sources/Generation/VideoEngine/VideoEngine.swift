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
    private var resident: (folder: URL, overlays: [LoRAOverlay], model: WanModel)?

    /// - Parameters:
    ///   - threads: how many threads an operation may use, at least 1.
    ///   - instructions: one of `InstructionSet.available`.
    public init(threads: Int, instructions: InstructionSet = .best) {
        device = CPUDevice(threads: threads, instructions: instructions)
    }

    /// Makes a clip from a text. Cancelling the task stops it within a transformer block or a frame.
    /// - Parameters:
    ///   - folder: a model folder in the diffusers layout.
    ///   - sideOutputs: what to keep beside the clip. Keeping a profile costs a few microseconds an operation.
    ///   - onEvent: told what begins.
    ///   - onPreview: given a small picture of the clip as it is predicted after each step; the first one takes about a
    ///     second more. Without it nothing is done for that.
    ///   - onFrame: takes each frame as soon as it is decoded, oldest first; it may throw to stop the work.
    /// - Throws: `EngineError`, or whatever `onFrame` throws.
    public func render(
        _ request: ClipRequest, with folder: URL, saving sideOutputs: SideOutputs = .init(),
        onEvent: @escaping @Sendable (PipelineEvent) -> Void, onPreview: (@Sendable (InputPicture) -> Void)? = nil,
        onFrame: @Sendable (RenderedFrame) throws -> Void
    ) throws -> RenderReport {
        try EngineError.translating {
            let profile = sideOutputs.profile.map { _ in Profile() }
            var stages = StageClock(profile: profile)
            var (reusedSteps, stage) = (0, RenderStage.text)
            try sideOutputs.check()
            let settings = try WanModelSettings(folder: folder)
            try settings.check(request)
            let plan = try MemoryPlan(settings: settings, folder: folder, request: request)
            if !keepsResident(for: request, with: folder, profile: profile) { resident = nil }
            try plan.check(against: .now(), holdingMergedWeights: resident != nil)
            let model = try loadModel(
                folder, settings: settings, overlays: request.overlays, profile: profile, onEvent: onEvent)
            stages.end(.load)
            let pipeline = TextToVideo(
                model: model,
                report: { [device] event in
                    if let next = event.stage, next != stage {
                        // What the VAE's encoder worked in is of no size that a step needs.
                        if stage == .pictures { device.trim() }
                        stages.end(stage)
                        stage = next
                    }
                    if case .reused = event { reusedSteps += 1 }
                    profile?.enter(event.spanName, on: .steps)
                    onEvent(event)
                },
                checkCancellation: { try Task.checkCancellation() }, show: onPreview)
            let latents = try pipeline.latents(for: request)
            try sideOutputs.save(latents: latents)
            device.trim()
            stages.end(.denoise)
            var kept: [Tensor] = []
            try pipeline.decode(latents) { frame in
                stages.end(.decode)
                try onFrame(RenderedFrame(frame))
                if sideOutputs.frames != nil { kept.append(frame) }
                stages.end(.encode)
            }
            stages.end(.decode)
            if sideOutputs.frames != nil { try sideOutputs.save(frames: device.stack(kept)) }
            device.trim()
            if let profile { try sideOutputs.save(profile) }
            return RenderReport(
                stages: stages.seconds, stagePeaks: stages.peaks, reusedSteps: reusedSteps,
                peakResidentBytes: ProcessMemory.peakResidentBytes)
        }
    }

    /// Whether the resident model will be used. Any other goes before memory is counted, for it may hold weights that LoRAs
    /// changed.
    private func keepsResident(for request: ClipRequest, with folder: URL, profile: Profile?) -> Bool {
        guard let resident, profile == nil else { return false }
        return resident.folder == folder.standardizedFileURL && resident.overlays == request.overlays
    }

    /// The resident model, or one in its place. One that is profiled runs on a device of its own and does not stay.
    private func loadModel(
        _ folder: URL, settings: WanModelSettings, overlays: [LoRAOverlay], profile: Profile?,
        onEvent: (PipelineEvent) -> Void
    ) throws -> WanModel {
        func load(on device: any Device) throws -> WanModel {
            try WanModel(
                folder: folder, settings: settings, overlays: overlays, on: device,
                beforeMerging: { tensor, count in
                    try Task.checkCancellation()
                    onEvent(.merging(tensor: tensor, of: count))
                })
        }
        if let profile {
            return try load(on: ProfilingDevice(device, into: profile))
        }
        if let resident { return resident.model }
        let model = try load(on: device)
        device.trim()
        resident = (folder.standardizedFileURL, overlays, model)
        return model
    }
}

extension PipelineEvent {
    /// Which stage begins or goes on with this event; nil when that is not for the event to say.
    fileprivate var stage: RenderStage? {
        switch self {
        case .encodingText: .text
        case .encodingPictures: .pictures
        case .denoising: .denoise
        case .merging, .reused, .decoding, .finished: nil
        }
    }

    /// What a profile calls the time from this event to the next.
    fileprivate var spanName: String? {
        switch self {
        case .merging, .finished: nil
        case .encodingText: "text"
        case .encodingPictures: "pictures"
        case .denoising(let step, _): "step \(step)"
        case .reused(let step): "step \(step), rest reused"
        case .decoding(let frame, _): "frame \(frame)"
        }
    }
}
