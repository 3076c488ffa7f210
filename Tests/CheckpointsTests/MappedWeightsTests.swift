import Checkpoints
import Foundation
import Tensors
import Testing

@Suite("Mapped weights") struct MappedWeightsTests {
    @Test("24 layers at width 1536 open without a copy of their 16-bit weights") func opensWithoutCopying() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            // Ten square matrices a layer, about 1.1 GB, as a sparse file: it takes no room on the disk.
            let matrixByteCount = 1_536 * 1_536 * 2
            let names = (0..<24).flatMap { layer in (0..<10).map { "blocks.\(layer).\($0).weight" } }
            let entries = names.enumerated().map { index, name in
                let begin = index * matrixByteCount
                return
                    #""\#(name)":{"dtype":"BF16","shape":[1536,1536],"data_offsets":[\#(begin),\#(begin + matrixByteCount)]}"#
            }
            let header = safetensors("{\(entries.joined(separator: ","))}".utf8)
            let file = try folder.put(header, as: "model.safetensors")
            #expect(truncate(file.path, header.count + names.count * matrixByteCount) == 0)

            let (anonymous, resident) = (try processStatus("RssAnon"), try processStatus("VmRSS"))
            let checkpoint = try Checkpoint(folder: folder.url)
            let tensors = try names.map { try checkpoint.tensor($0, shape: [1_536, 1_536]) }
            #expect(checkpoint.byteCount == 24 * 10 * matrixByteCount)
            #expect(tensors.allSatisfy { $0.dtype == .bfloat16 && $0.element(at: $0.count - 1) == 0 })
            // What grew is the tables of names, and of the file the few pages that were touched.
            #expect(try processStatus("RssAnon") - anonymous < 4 << 20)
            #expect(try processStatus("VmRSS") - resident < 32 << 20)
        }
    }
}
