import Foundation
import MediaIO
import StudioDomain
import Synchronization
import VideoPipelines

import struct StudioDomain.Progress

/// Counts the steps of all windows of all results, and passes on how far it is.
final class ProgressReport: Sendable {
    private let windows: Int
    private let steps: Int
    private let all: Int
    private let report: @Sendable (Progress, Data?) -> Void
    private let state = Mutex(State())

    /// The longer side of a preview, in pixels.
    private static let previewSide = 256.0
    /// Between two previews.
    private static let previewPause = Duration.milliseconds(900)

    private struct State {
        var result = 0
        var window = 0
        /// Steps that are done.
        var done = 0
        /// When the first step of all began, and what was done before it.
        var begun: (time: ContinuousClock.Instant, step: Int)?
        var lastPreview: ContinuousClock.Instant?
    }

    init(results: Int, windows: Int, steps: Int, report: @escaping @Sendable (Progress, Data?) -> Void) {
        self.windows = windows
        self.steps = steps
        all = results * windows * steps
        self.report = report
    }

    func begin(result: Int) { state.withLock { ($0.result, $0.window) = (result, 0) } }

    func begin(window: Int) { state.withLock { $0.window = window } }

    func note(_ event: PipelineEvent) {
        let told = state.withLock { state in
            let before = (state.result * windows + state.window) * steps
            switch event {
            case .denoising(let step, let count):
                // A model that makes fewer steps, as from a picture, begins in the middle of them.
                state.done = before + (step - 1) * steps / count
                if state.begun == nil { state.begun = (.now, state.done) }
            case .decoding(let frame, _) where frame == 1: state.done = before + steps
            default: break
            }
            return progress(of: state)
        }
        report(told, nil)
    }

    /// Passes on what the clip looks like so far, unless that was done a moment ago.
    func show(_ picture: InputPicture) {
        let isDue = state.withLock { state in
            if let last = state.lastPreview, .now - last < Self.previewPause { return false }
            state.lastPreview = .now
            return true
        }
        guard isDue else { return }
        let scale = Self.previewSide / Double(max(picture.width, picture.height))
        let enlarged = try? Picture(width: picture.width, height: picture.height, bytes: picture.bytes).fitted(
            width: max(1, Int((Double(picture.width) * scale).rounded())),
            height: max(1, Int((Double(picture.height) * scale).rounded())), by: .cover)
        // A preview that cannot be made is no reason to stop.
        guard let jpeg = try? enlarged?.jpeg() else { return }
        report(state.withLock { progress(of: $0) }, jpeg)
    }

    private func progress(of state: State) -> Progress {
        let left = state.begun.flatMap { begun -> Double? in
            guard state.done > begun.step else { return nil }
            let perStep = (ContinuousClock.now - begun.time) / (state.done - begun.step)
            return (perStep * (all - state.done)) / .seconds(1)
        }
        return Progress(step: state.done, steps: all, secondsLeft: left)
    }
}
