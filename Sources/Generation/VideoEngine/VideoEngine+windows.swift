import Foundation
import Synchronization
import VideoPipelines

extension VideoEngine {
    /// Makes a clip window by window: `render` of one request, once for each of them.
    /// - Parameters:
    ///   - onWindow: told which window (1...) of how many begins.
    ///   - onPreview: see `render` of one request.
    ///   - onFrame: takes the clip's new frames in order, each as soon as it is final.
    /// - Throws: `EngineError`, or whatever `onFrame` throws.
    public func render(
        _ clip: WindowedClip, with folder: URL, onWindow: @Sendable (Int, Int) -> Void,
        onEvent: @escaping @Sendable (PipelineEvent) -> Void, onPreview: (@Sendable (InputPicture) -> Void)? = nil,
        onFrame: @Sendable (InputPicture) throws -> Void
    ) throws -> RenderReport {
        var (clip, report) = (clip, RenderReport.nothing)
        while let request = clip.nextRequest() {
            onWindow(clip.windowsDone + 1, clip.windowCount)
            let frames = Mutex<[InputPicture]>([])
            let part = try render(
                request, with: folder, onEvent: onEvent, onPreview: onPreview,
                onFrame: { frame in
                    let picture = InputPicture(width: frame.width, height: frame.height, bytes: frame.bytes)
                    frames.withLock { $0.append(picture) }
                })
            report.add(part)
            let finished = clip.take(frames.withLock { $0 })
            for frame in finished { try onFrame(frame) }
        }
        return report
    }
}

extension RenderReport {
    fileprivate static var nothing: RenderReport {
        RenderReport(stages: [:], stagePeaks: [:], reusedSteps: 0, peakResidentBytes: 0)
    }

    /// Another rendering after this one.
    fileprivate mutating func add(_ next: RenderReport) {
        self = RenderReport(
            stages: stages.merging(next.stages, uniquingKeysWith: +),
            stagePeaks: stagePeaks.merging(next.stagePeaks, uniquingKeysWith: max),
            reusedSteps: reusedSteps + next.reusedSteps,
            peakResidentBytes: max(peakResidentBytes, next.peakResidentBytes))
    }
}
