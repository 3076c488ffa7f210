import Checkpoints
import Foundation
import Tensors
import Testing

/// Each test runs in a process of its own, so that a crash is seen, a hang is ended, and memory can be capped and
/// measured undisturbed.
@Suite("Hostile safetensors files") struct HostileFileTests {
    @Test("10,000 damaged headers: an error or a sound checkpoint each, in bounded time and memory")
    func damagedHeaders() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            var mutator = HeaderMutator(seed: 2026)
            let (header, data) = soundFile()
            var outcomes: [String: Int] = [:]
            try limited {
                for _ in 0..<10_000 {
                    let bytes = mutator.damage(header: header, data: data)
                    let file = try folder.put(bytes, as: "model.safetensors")
                    do throws(CheckpointError) {
                        try expectSound(Checkpoint(file: file), bytes)
                        outcomes["sound", default: 0] += 1
                    } catch {
                        outcomes[Mirror(reflecting: error).children.first!.label!, default: 0] += 1
                    }
                }
            }
            // The damage is neither all fatal nor all shallow: every fault of one file has been met.
            let expected: Set = [
                "sound", "truncated", "headerTooLarge", "malformedJSON", "metadataNotText", "duplicateMetadata",
                "duplicateTensor", "missingProperty", "unknownDType", "invalidNumber", "tooManyElements",
                "reversedOffsets", "wrongByteCount", "outsideFile", "overlap", "uncoveredBytes",
                "unscaledIntegers", "missingTensor",
            ]
            #expect(Set(outcomes.keys) == expected, "\(outcomes)")
            #expect(outcomes["sound", default: 0] > 100 && outcomes["malformedJSON", default: 0] < 8_000, "\(outcomes)")
        }
    }

    @Test("1,000 cut files: each says how many bytes it has and should have") func cutFiles() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let (header, data) = soundFile()
            let whole = safetensors(header, data: data)
            try #require(whole.count > 1_000)
            try limited {
                for count in (whole.count - 1_000)..<whole.count {
                    let file = try folder.put(Array(whole.prefix(count)), as: "model.safetensors")
                    let expected = count < 8 ? 8 : count < 8 + header.count ? 8 + header.count : whole.count
                    #expect(
                        throws: CheckpointError.truncated(
                            file: "transformer/model.safetensors", expected: expected, found: count)
                    ) { try Checkpoint(file: file) }
                }
            }
        }
    }
}

/// A header with everything that may stand in one, and its data; together a little over 1,000 bytes.
private func soundFile() -> (header: [UInt8], data: [UInt8]) {
    let header = """
        {"__metadata__":{"format":"pt","made by":"\\u72d0 \\"fox\\"","license":"Apache-2.0","architecture":"wan"},
        "patch_embedding.weight":{"dtype":"F32","shape":[4,2,1,2,2],"data_offsets":[0,128]},
        "patch_embedding.bias":{"dtype":"F32","shape":[4],"data_offsets":[128,144]},
        "blocks.0.attn1.to_q.weight":{"dtype":"BF16","shape":[8,4],"data_offsets":[144,208]},
        "blocks.0.scale_shift_table":{"shape":[1,6,2],"dtype":"F16","data_offsets":[208,232]},
        "blocks.0.attn1.to_k.weight":{"dtype":"BF16","shape":[8,4],"data_offsets":[232,296]},
        "blocks.0.attn1.to_v.weight":{"dtype":"BF16","shape":[8,4],"data_offsets":[296,360]},
        "blocks.0.none":{"dtype":"F16","shape":[3,0,2],"data_offsets":[360,360]},
        "scale":{"dtype":"BF16","shape":[],"data_offsets":[360,362]},
        "blocks.0.ffn.weight":{"dtype":"I8","shape":[4,4],"data_offsets":[362,378]},
        "blocks.0.ffn.weight_scale":{"dtype":"F32","shape":[4,1],"data_offsets":[378,394]}}
        """
    return (Array(header.replacing("\n", with: "").utf8), (0..<394).map { UInt8(truncatingIfNeeded: $0) })
}

/// Touches every byte of an opened checkpoint: its tensors are the file's data, each byte once.
private func expectSound(_ checkpoint: Checkpoint, _ file: [UInt8]) throws(CheckpointError) {
    let headerByteCount = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var (sum, count) = (0, 0)
    for name in checkpoint.names {
        let shape = checkpoint.shape(of: name)!
        let isMatrix = checkpoint.dtype(of: name) == .int8 && shape.rank == 2
        let tensor =
            isMatrix
            ? try checkpoint.matrix(name, shape: shape).elements : try checkpoint.tensor(name, shape: shape)
        sum += UnsafeRawBufferPointer(start: tensor.address, count: tensor.byteCount).reduce(0) { $0 + Int($1) }
        count += tensor.byteCount
    }
    #expect(count == file.count - 8 - headerByteCount && count == checkpoint.byteCount)
    #expect(sum == file[(8 + headerByteCount)...].reduce(0) { $0 + Int($1) })
    try checkpoint.requireAllUsed()
}

/// Runs the body so that two minutes end the process, and 64 MiB more of private memory than now cannot be had; the
/// largest file has less than 1 MiB. Resident memory may grow by half of that.
private func limited(_ body: () throws -> Void) throws {
    alarm(120)
    let (data, resident) = (try processStatus("VmData"), try processStatus("VmHWM"))
    var limit = rlimit(rlim_cur: rlim_t(data + 64 << 20), rlim_max: rlim_t(data + 64 << 20))
    #expect(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
    try body()
    let growth = try processStatus("VmHWM") - resident
    #expect(growth < 32 << 20, "resident memory grew by \(growth) bytes")
}
