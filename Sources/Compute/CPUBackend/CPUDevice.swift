import CPUKernels
import Dispatch
import Tensors

/// Runs tensors on the processor's cores with the kernels of `CPUKernels`.
///
/// The operations stand in extensions, a file for each family. One caller at a time: an operation splits its own work
/// over `threads` threads and returns when all of them are done.
public final class CPUDevice: Device {
    /// How many threads an operation may use, at least 1.
    public let threads: Int
    /// Which kernels run: the best for this processor, or lesser ones that a test wants to see.
    let instructions: InstructionSet
    let memory = MemoryPool()

    public init(threads: Int, instructions: InstructionSet = .best) {
        precondition(InstructionSet.available.contains(instructions), "this processor has no \(instructions)")
        self.threads = max(1, threads)
        self.instructions = instructions
    }

    public func empty(_ shape: Shape) -> Tensor {
        Tensor(shape: shape, dtype: .float32, storage: memory.storage(byteCount: shape.count * 4))
    }

    /// Gives memory that no tensor uses back to the system.
    public func trim() { memory.trim() }

    /// Calls `body` once for each of `count` pieces of work, on all threads, in no particular order.
    ///
    /// Starting the threads costs about ten microseconds; a single piece runs on the caller's thread.
    func parallel(_ count: Int, _ body: (Int) -> Void) {
        guard threads > 1, count > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        let workers = min(threads, count)
        let next = Counter()
        withoutActuallyEscaping(body) { body in
            // The closure never outlives this call, and pieces of work touch disjoint memory.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: workers) { _ in
                while true {
                    let index = next.advance()
                    guard index < count else { return }
                    body(index)
                }
            }
        }
    }

    /// Calls `body` with consecutive ranges that together cover `0..<count`, each about `grain` long or longer, on all
    /// threads.
    func parallelRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        let pieces = max(1, min(threads * 4, count / max(1, grain)))
        parallel(pieces) { piece in
            body(count * piece / pieces..<count * (piece + 1) / pieces)
        }
    }
}
