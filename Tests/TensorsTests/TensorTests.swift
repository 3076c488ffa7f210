import Testing

@testable import Tensors

@Suite("Tensor") struct TensorTests {
    @Test("views share memory and know their place in it")
    func views() {
        let tensor = Tensor((0..<24).map(Float.init), shape: [4, 3, 2])
        #expect(tensor[1].elements() == [6, 7, 8, 9, 10, 11])
        #expect(tensor[1].shape == [3, 2])
        #expect(tensor[1..<3].shape == [2, 3, 2])
        #expect(tensor[2..<4][1][0].elements() == [18, 19])
        #expect(tensor.reshaped([2, 12])[1].elements() == (12..<24).map(Float.init))
        tensor[3].floats[0] = -1
        #expect(tensor.element(at: 18) == -1)
    }

    @Test("16-bit floats widen to the value that their bits mean")
    func widens() {
        func first(_ bits: UInt16, _ dtype: DType) -> Float {
            let storage = Storage.heap(byteCount: 2)
            storage.address.storeBytes(of: bits, as: UInt16.self)
            return Tensor(shape: [1], dtype: dtype, storage: storage).element(at: 0)
        }
        #expect(first(0x3C00, .float16) == 1)
        #expect(first(0xC100, .float16) == -2.5)
        #expect(first(0x7BFF, .float16) == 65504)
        #expect(first(0x0001, .float16) == 0x1p-24)
        #expect(first(0x8000, .float16).sign == .minus)
        #expect(first(0xFC00, .float16) == -.infinity)
        #expect(first(0x7E00, .float16).isNaN)
        #expect(first(0x3F80, .bfloat16) == 1)
        #expect(first(0xC049, .bfloat16) == -3.140625)
    }

    @Test("storage is released once, when the last view is gone")
    func releases() {
        var releases = 0
        do {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 64)
            var tensor: Tensor? = Tensor(
                shape: [4], dtype: .float32,
                storage: Storage(address: memory, byteCount: 16) { address, _ in
                    address.deallocate()
                    releases += 1
                })
            let view = tensor?[1..<2]
            tensor = nil
            #expect(releases == 0)
            withExtendedLifetime(view) {}
        }
        #expect(releases == 1)
    }

    @Test("a view beyond its memory traps")
    func trapsOutside() async {
        await #expect(processExitsWith: .failure) { _ = Tensor([1, 2], shape: [2])[1..<3] }
        await #expect(processExitsWith: .failure) { _ = Tensor([1, 2], shape: [2]).reshaped([3]) }
    }
}
