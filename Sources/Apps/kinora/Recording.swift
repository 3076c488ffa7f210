import ClipProduction
import Foundation
import MediaIO
import VideoEngine
import VideoPipelines

/// A rendering on its way into a file, with progress: complete under its name in the end, or nothing.
struct Recording {
    private let output: String
    private let request: ClipRequest
    private let destination: OutputOptions
    private let recorder: ClipRecorder

    /// Opens the file, so that a place that cannot be written to is known before any work.
    /// - Parameters:
    ///   - request: of the whole result.
    ///   - upscale: instead of the destination's.
    init(
        of request: ClipRequest, model: URL, framesPerSecond: Double, task: VideoTask? = nil, number: Int = 1,
        of count: Int = 1, to destination: OutputOptions, upscale: UpscaleSize? = nil
    ) throws {
        self.request = request
        self.destination = destination
        output = destination.path(number: number, of: count, seed: request.seed, frames: request.frames)
        recorder = try ClipRecorder(
            path: output, width: request.width, height: request.height, frames: request.frames,
            framesPerSecond: FrameRate(checking: framesPerSecond), upscale: upscale ?? destination.upscale,
            request: RequestRecord(request, model: model, framesPerSecond: framesPerSecond, task: task),
            software: "kinora \(Kinora.version)", threads: Processor.threads())
    }

    /// Runs the work, closes the file and says how it went.
    /// - Parameter work: appends every frame to the recorder.
    func run(_ work: (ClipRecorder, ProgressDisplay) async throws -> RenderReport) async throws {
        let progress = ProgressDisplay(isQuiet: destination.quiet)
        defer { progress.clear() }
        let report: RenderReport
        do {
            report = try await work(recorder, progress)
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
