import Synchronization
import Tensors

/// Keeps the memory of tensors that are gone for the next tensor of about that size.
///
/// A denoising step asks for the same sizes again and again; fresh memory from the system would be cleared and mapped
/// page by page each time. Sizes are rounded up so that near sizes share blocks.
final class MemoryPool: @unchecked Sendable {
    // All state is behind the mutex; `@unchecked` because raw pointers are not Sendable.
    private struct State: ~Copyable {
        var free: [Int: [UInt]] = [:]
        var taken = 0
    }
    private let state = Mutex(State())

    func storage(byteCount: Int) -> Storage {
        let capacity = Self.roundedUp(byteCount)
        let reused: UInt? = state.withLock { state in
            let block = state.free[capacity]?.popLast()
            if block == nil { state.taken += 1 }
            return block
        }
        let address =
            reused.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
            ?? UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
        return Storage(address: address, byteCount: byteCount) { [self] address, _ in
            state.withLock { state in
                state.free[capacity, default: []].append(UInt(bitPattern: address))
            }
        }
    }

    /// How many blocks the system has been asked for so far.
    var takenFromSystem: Int { state.withLock { $0.taken } }

    /// Gives all memory that is not in use back to the system.
    func trim() {
        let blocks = state.withLock { state in
            defer { state.free.removeAll() }
            return state.free.values.flatMap { $0 }
        }
        for block in blocks { UnsafeMutableRawPointer(bitPattern: block)?.deallocate() }
    }

    /// The next size that is a power of two or a quarter step between two of them, at least 256 bytes.
    static func roundedUp(_ byteCount: Int) -> Int {
        let power = max(256, byteCount).nextPowerOfTwo
        let step = power / 8
        return (max(256, byteCount) + step - 1) / step * step
    }

    deinit { trim() }
}

extension Int {
    fileprivate var nextPowerOfTwo: Int {
        self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
    }
}
