import Tensors

/// What a rendering took.
public struct RenderReport: Sendable {
    /// Seconds spent in each stage.
    public let stages: [RenderStage: Double]
    /// The largest resident memory in each stage, mapped weights included. Bytes.
    public let stagePeaks: [RenderStage: Int]
    /// Denoising steps that were mostly left out, because they would have changed little.
    public let reusedSteps: Int
    /// The process's largest resident memory so far, mapped weights included.
    public let peakResidentBytes: Int
}

/// The parts that a rendering's time is told by.
public enum RenderStage: String, Sendable, CaseIterable {
    /// Reading settings, checking memory, mapping weights.
    case load
    /// Tokens and text encoder.
    case text
    /// Pictures of the request to what the transformer reads; nothing where there are none.
    case pictures
    /// All denoising steps.
    case denoise
    /// Latent to frames.
    case decode
    /// Frames to the file: whatever the caller does with them.
    case encode
}

/// Adds up the time between the ends of stages, and keeps each one's largest resident memory.
struct StageClock {
    private(set) var seconds: [RenderStage: Double] = [:]
    /// Bytes.
    private(set) var peaks: [RenderStage: Int] = [:]
    private let profile: Profile?
    private var last = ContinuousClock.now

    /// - Parameter profile: gets each stretch of a stage as a span.
    init(profile: Profile?) { self.profile = profile }

    /// Counts the time since the last end as part of `stage`.
    mutating func end(_ stage: RenderStage) {
        let now = ContinuousClock.now
        let passed = (now - last).components
        seconds[stage, default: 0] += Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
        profile?.record(.stages, stage.rawValue, from: last)
        peaks[stage] = max(peaks[stage] ?? 0, ProcessMemory.takePeakResidentBytes())
        last = now
    }
}
