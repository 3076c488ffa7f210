import Foundation
import VideoEngine
import VideoPipelines

/// Makes a clip window by window into a file.
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
    func run(frames: Int) async throws {
        var whole = request
        whole.frames = frames
        let recording = try Recording(
            of: whole, model: folder, framesPerSecond: framesPerSecond, task: task, to: destination)
        try await recording.run { recorder, progress in
            for picture in before { try recorder.append(picture) }
            let engine = try VideoEngine(threads: Processor.threads(), instructions: Processor.instructions())
            let report = try await engine.render(
                clip, with: folder, onWindow: { progress.show(window: $0, of: $1) }, onEvent: { progress.show($0) },
                onFrame: { try recorder.append($0) })
            for picture in after { try recorder.append(picture) }
            return report
        }
    }
}
