import CPUBackend
import Foundation
import Tensors

/// Times single operations at the shapes of real models and prints each as a share of what this machine can do.
@main struct Operations {
    static func main() {
        let environment = ProcessInfo.processInfo.environment
        let threads = environment["KINORA_THREADS"].flatMap(Int.init) ?? 2
        let instructions = InstructionSet.available.first { "\($0)" == environment["KINORA_INSTRUCTIONS"] } ?? .best
        let device = CPUDevice(threads: threads, instructions: instructions)
        let machine = Machine(threads: threads)
        print(
            """
            \(Machine.processor), \(threads) threads, \(instructions) kernels
            peak: \(Int(machine.peakFlops)) GFLOP/s of float32 multiply-adds, \(Int(machine.peakBandwidth)) GB/s of reading memory

            """)
        print(row(["operation", "MFLOP", "MB", "median ms", "p90 ms", "GFLOP/s", "of peak", "GB/s", "of peak"]))
        for operation in Operation.all {
            let times = operation.seconds(on: device, for: 1)
            let (median, p90) = (times[times.count / 2], times[times.count * 9 / 10])
            let (flops, bandwidth) = (operation.flops / median / 1e9, operation.bytes / median / 1e9)
            print(
                row([
                    operation.name, "\(Int(operation.flops / 1e6))", "\(Int(operation.bytes / 1e6))",
                    String(format: "%.3f", median * 1e3), String(format: "%.3f", p90 * 1e3), "\(Int(flops))",
                    "\(Int((flops / machine.peakFlops * 100).rounded())) %", "\(Int(bandwidth))",
                    "\(Int((bandwidth / machine.peakBandwidth * 100).rounded())) %",
                ]))
        }
        print(
            """

            FLOPs are those of the textbook algorithm, a multiply-add being two: Winograd's convolution does up to four
            times fewer, and so may pass 100 %. Bytes are what must be read and written once: inputs, weights, results; small
            ones stay in a cache from call to call, and so may pass 100 % of memory's bandwidth.
            """)
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [46, 8, 7, 11, 10, 9, 9, 7, 8]).enumerated().map { index, cell in
            let padding = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
            return index == 0 ? cell.0 + padding : padding + cell.0
        }.joined()
    }
}
