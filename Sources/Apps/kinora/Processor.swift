import Foundation
import VideoEngine

/// What of the processor the engine uses.
enum Processor {
    /// `KINORA_THREADS`, or the number of physical cores.
    static func threads() throws(InputError) -> Int {
        guard let text = ProcessInfo.processInfo.environment["KINORA_THREADS"], !text.isEmpty else {
            return physicalCores ?? ProcessInfo.processInfo.activeProcessorCount
        }
        guard let count = Int(text), (1...1024).contains(count) else {
            throw InputError("KINORA_THREADS is \(text), but it must be a whole number from 1 to 1024.")
        }
        return count
    }

    /// `KINORA_INSTRUCTIONS`, or the best that the processor has. For comparing them, and for finding faults in one.
    static func instructions() throws(InputError) -> InstructionSet {
        guard let name = ProcessInfo.processInfo.environment["KINORA_INSTRUCTIONS"], !name.isEmpty else { return .best }
        guard let instructions = InstructionSet.available.first(where: { "\($0)" == name }) else {
            let names = InstructionSet.available.map { "\($0)" }.joined(separator: ", ")
            throw InputError("KINORA_INSTRUCTIONS is \(name), but this processor has \(names).")
        }
        return instructions
    }

    /// Distinct (package, core) pairs in /proc/cpuinfo; two hyper-threads of a core share its arithmetic units.
    private static var physicalCores: Int? {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
        var cores: Set<String> = []
        var package = ""
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { continue }
            if parts[0] == "physical id" { package = parts[1] }
            if parts[0] == "core id" { cores.insert(package + ":" + parts[1]) }
        }
        return cores.isEmpty ? nil : min(cores.count, ProcessInfo.processInfo.activeProcessorCount)
    }
}
