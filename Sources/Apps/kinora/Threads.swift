import Foundation

/// How many threads the engine uses: `KINORA_THREADS`, or the physical cores.
enum Threads {
    static func count() throws(InputError) -> Int {
        guard let text = ProcessInfo.processInfo.environment["KINORA_THREADS"], !text.isEmpty else {
            return physicalCores ?? ProcessInfo.processInfo.activeProcessorCount
        }
        guard let count = Int(text), (1...1024).contains(count) else {
            throw InputError("KINORA_THREADS is \(text), but it must be a whole number from 1 to 1024.")
        }
        return count
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
