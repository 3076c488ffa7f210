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

    /// How often memory for tensors or scratch was taken from the system and not from what earlier tensors left. Swift's
    /// own small objects are not counted: arrays of shapes and pieces of work, the few kilobytes of a timestep's embedding.
    public var systemAllocations: Int { memory.takenFromSystem }

    /// Gives memory that no tensor uses back to the system.
    public func trim() { memory.trim() }

    /// Calls `body` once for each of `count` pieces of work, on all threads, in no particular order.
    ///
    /// Starting the threads costs about ten microseconds; a single piece runs on the caller's thread.
    func parallel(_ count: Int, _ body: (Int) -> Void) {
        onWorkers(of: count) { _, next in
            while let index = next.advance(below: count) { body(index) }
        }
    }

    /// The same, each thread with `scratch` floats of memory of its own, aligned to 64 bytes.
    func parallel(_ count: Int, scratch: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
        // Taken before the threads start: how many are at work at once must not decide how much memory is taken.
        let each = (scratch + 15) / 16 * 16
        let scratch = memory.storage(byteCount: min(threads, count) * each * 4)
        withExtendedLifetime(scratch) {
            let floats = scratch.address.assumingMemoryBound(to: Float.self)
            onWorkers(of: count) { worker, next in
                while let index = next.advance(below: count) { body(index, floats + worker * each) }
            }
        }
    }

    /// Runs `body` on as many threads as there is work for, up to all.
    private func onWorkers(of count: Int, _ body: (Int, Counter) -> Void) {
        let workers = min(threads, count)
        let next = Counter()
        guard workers > 1 else { return body(0, next) }
        withoutActuallyEscaping(body) { body in
            // The closure never outlives this call, and pieces of work touch disjoint memory.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: workers) { body($0, next) }
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
