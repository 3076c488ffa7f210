import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// Makes a clip window by window into a file, with progress, and says how it went.
struct WindowedRendering {
    let clip: WindowedClip
    let request: ClipRequest
    let task: VideoTask
    let folder: URL
    let framesPerSecond: Double
    let destination: OutputOptions
    /// Given frames before and after those that are made.
    var before: [InputPicture] = []
    var after: [InputPicture] = []

    /// - Parameter frames: of the whole result.
    func run(frames: Int, number: Int = 1, of count: Int = 1) async throws {
        let output = destination.path(number: number, of: count, seed: request.seed, frames: frames)
        var whole = request
        whole.frames = frames
        let recorder = try ClipRecorder(
            path: output, width: request.width, height: request.height, frames: frames,
            framesPerSecond: framesPerSecond, upscale: destination.upscale,
            request: RequestRecord(whole, model: folder, framesPerSecond: framesPerSecond, task: task))
        let progress = ProgressDisplay(isQuiet: destination.quiet)
        defer { progress.clear() }
        let report: RenderReport
        do {
            for picture in before { try recorder.append(picture) }
            let engine = try VideoEngine(threads: Processor.threads(), instructions: Processor.instructions())
            report = try await engine.render(
                clip, with: folder, onWindow: { progress.show(window: $0, of: $1) }, onEvent: { progress.show($0) },
                onFrame: { try recorder.append($0) })
            for picture in after { try recorder.append(picture) }
            try Task.checkCancellation()
        } catch {
            recorder.discard()
            throw error
        }
        let finishing = ContinuousClock.now
        try recorder.finish()
        progress.clear()
        let record = RenderRecord(output: output, request: request, report: report, finishing: .now - finishing)
        print(destination.json ? try record.jsonLine() : record.sentence)
    }
}
