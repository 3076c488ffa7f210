/// An array of numbers with a shape: a view of shared memory, always contiguous, last axis innermost.
///
/// Copying a tensor copies the view, not the elements. Tensors are not `Sendable`: they stay with the device's owner.
public struct Tensor {
    public let shape: Shape
    public let dtype: DType
    public private(set) var storage: Storage
    public let byteOffset: Int

    public init(shape: Shape, dtype: DType, storage: Storage, byteOffset: Int = 0) {
        precondition(byteOffset >= 0 && byteOffset + shape.count * dtype.byteCount <= storage.byteCount)
        self.shape = shape
        self.dtype = dtype
        self.storage = storage
        self.byteOffset = byteOffset
    }

    /// A float32 tensor on the heap holding `elements` in order.
    public init(_ elements: [Float], shape: Shape) {
        precondition(elements.count == shape.count, "\(elements.count) elements for shape \(shape)")
        self.init(shape: shape, dtype: .float32, storage: .heap(byteCount: elements.count * 4))
        _ = floats.update(fromContentsOf: elements)
    }

    public var count: Int { shape.count }
    public var byteCount: Int { count * dtype.byteCount }

    /// Where the first element lies. Valid while a tensor on the same storage is alive.
    public var address: UnsafeMutableRawPointer { storage.address + byteOffset }

    /// The elements of a float32 tensor. Valid while a tensor on the same storage is alive.
    public var floats: UnsafeMutableBufferPointer<Float> {
        precondition(dtype == .float32, "expected float32 elements, found \(dtype)")
        return UnsafeMutableBufferPointer(start: address.assumingMemoryBound(to: Float.self), count: count)
    }

    /// The elements as an array, widened to `Float`.
    public func elements() -> [Float] {
        withExtendedLifetime(storage) { (0..<count).map { element(at: $0) } }
    }

    /// One element by its position in memory order, widened to `Float`.
    public func element(at index: Int) -> Float {
        switch dtype {
        case .float32:
            address.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
        case .float16:
            Float(halfBits: address.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        case .bfloat16:
            Float(bitPattern: UInt32(address.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) << 16)
        case .int8:
            Float(address.load(fromByteOffset: index, as: Int8.self))
        }
    }

    /// Whether no other tensor holds the memory, so that it may be written over once this one is given up.
    public mutating func isAlone() -> Bool { isKnownUniquelyReferenced(&storage) }

    /// Takes the elements out of resident memory until they are touched again, where they are views of a file.
    public func evict() { storage.evict(byteOffset..<byteOffset + byteCount) }

    /// The same elements under another shape.
    public func reshaped(_ shape: Shape) -> Tensor {
        precondition(shape.count == self.shape.count, "\(self.shape) cannot be read as \(shape)")
        return Tensor(shape: shape, dtype: dtype, storage: storage, byteOffset: byteOffset)
    }

    /// Entries `range` of the first axis: a view, no copy.
    public subscript(range: Range<Int>) -> Tensor {
        precondition(range.lowerBound >= 0 && range.upperBound <= shape[0], "\(range) of \(shape)")
        return Tensor(
            shape: Shape([range.count] + shape.extents.dropFirst()), dtype: dtype, storage: storage,
            byteOffset: byteOffset + range.lowerBound * shape.strideOfFirstAxis * dtype.byteCount)
    }

    /// One entry of the first axis, that axis removed: a view, no copy.
    public subscript(index: Int) -> Tensor {
        self[index..<(index + 1)].reshaped(Shape(Array(shape.extents.dropFirst())))
    }
}

extension Float {
    /// Widens an IEEE 754 binary16 value given by its bits; works on machines whose Swift has no `Float16`.
    init(halfBits bits: UInt16) {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: self = sign * fraction * 0x1p-24
        case 31: self = fraction == 0 ? sign * .infinity : .nan
        default: self = sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
        }
    }
}
