import Dispatch
import Foundation
import MachinePeak

/// What this machine can do at most with so many threads, measured now.
struct Machine {
    let threads: Int
    /// Float32 multiply-adds in registers alone, a multiply-add being two operations. GFLOP/s.
    let peakFlops: Double
    /// Reading memory that no cache holds. GB/s.
    let peakBandwidth: Double

    init(threads: Int) {
        self.threads = threads
        peakFlops = Self.best(of: 8, threads: threads) { _ in peak_multiply_add(4_000_000) }
        // 256 MiB a thread.
        let count = 64 << 20
        let memory = [Float](repeating: 1, count: count * threads)
        peakBandwidth = memory.withUnsafeBufferPointer { memory in
            nonisolated(unsafe) let base = memory.baseAddress!
            return Self.best(of: 6, threads: threads) { thread in
                _ = peak_read(base + thread * count, count)
                return Double(count * 4)
            }
        }
    }

    /// Billions of whatever `work` says it did per second, all threads together, at best.
    private static func best(of rounds: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Double) -> Double {
        (0..<rounds).map { _ in
            let done = UnsafeMutableBufferPointer<Double>.allocate(capacity: threads)
            defer { done.deallocate() }
            nonisolated(unsafe) let target = done
            let seconds = ContinuousClock().measure {
                DispatchQueue.concurrentPerform(iterations: threads) { target[$0] = work($0) }
            }.inSeconds
            return done.reduce(0, +) / seconds / 1e9
        }.max()!
    }

    /// The processor's name, from /proc/cpuinfo.
    static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") } ?? "unknown processor"
        return line.split(separator: ":").last!.trimmingCharacters(in: .whitespaces)
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
