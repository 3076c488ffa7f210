import Foundation
import Tensors

/// A profile as chrome://tracing and https://ui.perfetto.dev read it: stages, steps and operations as three tracks.
///
/// - Source: "Trace Event Format", the JSON object form with complete ("X") events; times are microseconds.
struct ProfileFile: Encodable {
    private struct Event: Encodable {
        var ph = "X"
        let name: String
        let pid = 1
        let tid: Int
        var ts: Double?
        var dur: Double?
        var args: [String: String]?
    }

    private let traceEvents: [Event]
    private let displayTimeUnit = "ms"

    init(_ profile: Profile) {
        let names = Profile.Track.allCases.map {
            Event(ph: "M", name: "thread_name", tid: $0.rawValue, args: ["name": "\($0)"])
        }
        traceEvents =
            names
            + profile.spans.map { span in
                let seconds = span.duration / .seconds(1)
                return Event(
                    name: span.name, tid: span.track.rawValue, ts: span.start / .microseconds(1),
                    dur: span.duration / .microseconds(1),
                    args: span.flops > 0
                        ? [
                            "GFLOP": String(format: "%.3f", span.flops / 1e9),
                            "GFLOP/s": String(format: "%.0f", span.flops / seconds / 1e9),
                        ] : nil)
            }
    }

    func write(to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        try encoder.encode(self).write(to: file, options: .atomic)
    }
}
