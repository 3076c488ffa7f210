import Foundation
import Synchronization

/// What the operating system says about memory.
public struct ProcessMemory: Sendable {
    /// Bytes that can be had without swapping, for this process within its control group.
    public let availableBytes: Int

    public init(availableBytes: Int) { self.availableBytes = availableBytes }

    /// The state of this moment, from /proc/meminfo and the control group's limit (Linux).
    public static func now() -> ProcessMemory {
        var available = meminfo("MemAvailable") ?? Int(ProcessInfo.processInfo.physicalMemory)
        let group = "/sys/fs/cgroup"
        if let limit = number(in: group + "/memory.max"), let used = number(in: group + "/memory.current") {
            // What is cached of files, mapped weights of earlier runs among it, is given up when memory is asked for.
            let stat = group + "/memory.stat"
            let cache = (field("inactive_file", in: stat) ?? 0) + (field("active_file", in: stat) ?? 0)
            available = min(available, max(0, limit - used + cache))
        }
        return ProcessMemory(availableBytes: available)
    }

    /// The largest resident set of this process so far, in bytes, mapped files included.
    ///
    /// This is the kernel's high-water mark of the address space (VmHWM). `getrusage` would also count what the parent
    /// held when it started this process.
    public static var peakResidentBytes: Int { max(highWaterMark, earlierPeak.withLock { $0 }) }

    /// The largest resident set since this was last called, or since the process began. Bytes.
    static func takePeakResidentBytes() -> Int {
        let peak = highWaterMark
        earlierPeak.withLock { $0 = max($0, peak) }
        // 5 sets the mark back to what is resident now. Where that is forbidden, the mark just stays.
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        return peak
    }

    /// Marks that were set back since: the mark is the whole process's, so this is, too.
    private static let earlierPeak = Mutex(0)

    private static var highWaterMark: Int { (field("VmHWM:", in: "/proc/self/status") ?? 0) * 1024 }

    private static func meminfo(_ name: String) -> Int? {
        field(name + ":", in: "/proc/meminfo").map { $0 * 1024 }
    }

    private static func field(_ name: String, in file: String) -> Int? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count >= 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }

    private static func number(in file: String) -> Int? {
        (try? String(contentsOfFile: file, encoding: .utf8)).flatMap {
            Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
