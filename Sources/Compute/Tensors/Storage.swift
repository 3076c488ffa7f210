/// A stretch of memory that tensors share; it is given back when the last of them is gone.
public final class Storage {
    public let address: UnsafeMutableRawPointer
    public let byteCount: Int
    private let release: (UnsafeMutableRawPointer, Int) -> Void
    private let evictPages: ((UnsafeMutableRawPointer, Int) -> Void)?

    /// - Parameters:
    ///   - release: called once with the address and byte count when no tensor uses the memory any more. It may keep an
    ///     owner alive, such as a mapped file.
    ///   - evict: for memory that can be read again from elsewhere: takes a stretch of it out of resident memory until it
    ///     is touched again.
    public init(
        address: UnsafeMutableRawPointer, byteCount: Int,
        evict: ((UnsafeMutableRawPointer, Int) -> Void)? = nil,
        release: @escaping (UnsafeMutableRawPointer, Int) -> Void
    ) {
        self.address = address
        self.byteCount = byteCount
        self.release = release
        evictPages = evict
    }

    /// Takes bytes that are not needed soon out of resident memory, where they can be read again from a file; elsewhere
    /// this does nothing. The elements stay what they are.
    public func evict(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
        evictPages?(address + range.lowerBound, range.count)
    }

    /// Fresh memory on the heap, 64-byte aligned, contents undefined.
    public static func heap(byteCount: Int) -> Storage {
        let address = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 64), alignment: 64)
        return Storage(address: address, byteCount: byteCount) { address, _ in address.deallocate() }
    }

    deinit { release(address, byteCount) }
}
