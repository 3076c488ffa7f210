import Foundation
import VideoEngine
import VideoPipelines

/// Shows on standard error how far the work is: a bar that redraws itself on a terminal, a line a step elsewhere.
final class ProgressDisplay: @unchecked Sendable {
    // Called from the engine's actor only, one event at a time.
    private let isTerminal: Bool
    private let isQuiet: Bool
    /// The stage that is shown, and where and when it began: a stage may begin in the middle of its steps.
    private var stage: (name: String, done: Int, begun: ContinuousClock.Instant)?
    private var lastComponent: String?
    /// "part 2 of 4  " where a clip is made in several.
    private var part = ""

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    }

    func show(_ event: PipelineEvent) {
        guard !isQuiet else { return }
        switch event {
        case .merging(let tensor, let count):
            guard isTerminal || tensor == 1 else { return }
            write("putting on LoRAs", done: tensor - 1, of: count, label: "tensor \(tensor) of \(count)")
        case .encodingText:
            write("reading the prompt")
        case .encodingPictures:
            write("encoding pictures")
        case .denoising(let step, let count):
            write("denoising", done: step - 1, of: count, label: "step \(step) of \(count)")
        case .reused:
            break
        case .decoding(let frame, let count):
            // Elsewhere than on a terminal a line a frame would be noise.
            guard isTerminal || frame == 1 else { return }
            write("decoding", done: frame - 1, of: count, label: "frame \(frame) of \(count)")
        case .finished:
            clear()
        }
    }

    /// Part `number` of `count` begins.
    func show(window number: Int, of count: Int) {
        part = count > 1 ? "part \(number) of \(count)  " : ""
    }

    func show(_ progress: ModelQuantizer.Progress) {
        guard !isQuiet, isTerminal || progress.component != lastComponent else { return }
        lastComponent = progress.component
        let megabytes = (progress.bytes >> 20, progress.totalBytes >> 20)
        write("quantizing", done: megabytes.0, of: max(1, megabytes.1), label: progress.component)
    }

    func showReading() {
        guard !isQuiet else { return }
        write("reading the clip")
    }

    /// `known` of `count` frames have their mask.
    func show(tracking known: Int, of count: Int) {
        // Elsewhere than on a terminal a line a frame would be noise.
        guard !isQuiet, isTerminal || known == 1 else { return }
        write("following", done: known - 1, of: count, label: "frame \(known) of \(count)")
    }

    /// Removes the bar, so that the next line starts clean.
    func clear() {
        if isTerminal, !isQuiet { emit("\r\u{1B}[K") }
    }

    private func write(_ name: String, done: Int, of count: Int, label: String) {
        if stage?.name != name { stage = (name, done, .now) }
        var parts = [name]
        if isTerminal {
            let filled = done * 24 / count
            parts.append("[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled) + "]")
        }
        parts.append(label)
        if let stage, done > stage.done {
            let left = (.now - stage.begun) / (done - stage.done) * (count - done)
            parts.append("\(Self.seconds(left)) left")
        }
        parts.append("peak \(ProcessMemory.peakResidentBytes.asMemory)")
        emitLine(parts.joined(separator: "  "))
    }

    /// A stage that has no steps.
    private func write(_ name: String) {
        stage = nil
        emitLine(name)
    }

    private func emitLine(_ line: String) {
        emit(isTerminal ? "\r\u{1B}[K" + part + line : part + line + "\n")
    }

    /// A reader of progress that has gone away is no reason to stop.
    private func emit(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    /// "8.4 s" below a minute, "3 min 12 s" above.
    static func seconds(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        guard seconds >= 60 else { return "\((seconds * 10).rounded() / 10) s" }
        return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
    }
}
