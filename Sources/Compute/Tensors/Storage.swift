/// A stretch of memory that tensors share; it is given back when the last of them is gone.
public final class Storage {
    public let address: UnsafeMutableRawPointer
    public let byteCount: Int
    private let release: (UnsafeMutableRawPointer, Int) -> Void

    /// - Parameter release: called once with the address and byte count when no tensor uses the memory any more.
    ///   It may keep an owner alive, such as a mapped file.
    public init(
        address: UnsafeMutableRawPointer, byteCount: Int,
        release: @escaping (UnsafeMutableRawPointer, Int) -> Void
    ) {
        self.address = address
        self.byteCount = byteCount
        self.release = release
    }

    /// Fresh memory on the heap, 64-byte aligned, contents undefined.
    public static func heap(byteCount: Int) -> Storage {
        let address = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 64), alignment: 64)
        return Storage(address: address, byteCount: byteCount) { address, _ in address.deallocate() }
    }

    deinit { release(address, byteCount) }
}
