import Tensors

/// Why weights could not be read or written. Files are named by their last two path components, never by whole paths.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
    // The file as a whole
    case noWeights(folder: String)
    case unreadable(file: String, reason: String)
    case truncated(file: String, expected: Int, found: Int)
    case cannotWrite(file: String, reason: String)

    // The header's text
    case headerTooLarge(file: String, byteCount: UInt64, limit: Int)
    case malformedJSON(file: String, byteOffset: Int, reason: String)
    case tooManyEntries(file: String, limit: Int)
    case metadataNotText(file: String, key: String)
    case duplicateMetadata(file: String, key: String)

    // One tensor's entry in the header
    case duplicateTensor(file: String, tensor: String)
    case missingProperty(file: String, tensor: String, property: String)
    case unknownDType(file: String, tensor: String, dtype: String)
    case invalidNumber(file: String, tensor: String, number: String)
    case tooManyAxes(file: String, tensor: String, limit: Int)
    case tooManyElements(file: String, tensor: String, extents: [Int])

    // Where tensors lie; offsets and counts are bytes, counted from the end of the header
    case reversedOffsets(file: String, tensor: String, begin: Int, end: Int)
    case wrongByteCount(file: String, tensor: String, expected: Int, found: Int)
    case outsideFile(file: String, tensor: String, end: Int, available: Int)
    case overlap(file: String, tensor: String, other: String)
    case uncoveredBytes(file: String, begin: Int, end: Int)

    // The index of a component in several files
    case indexTooLarge(file: String, byteCount: Int, limit: Int)
    case unsafeShardName(file: String, shard: String)
    case missingShard(file: String, shard: String)
    case notInShard(file: String, tensor: String)
    case unlistedTensor(file: String, tensor: String)

    // What a model asks for
    case missingTensor(file: String, tensor: String)
    case wrongShape(file: String, tensor: String, expected: Shape, found: Shape)
    case unscaledIntegers(file: String, tensor: String)
    case unusableScales(file: String, tensor: String)
    case unexpectedTensor(file: String, tensor: String)

    // A LoRA and the model that it is put on
    case emptyLoRA(file: String)
    case notOfLoRA(file: String, tensor: String)
    case weightDecomposed(file: String, tensor: String)
    case incompleteLoRALayer(file: String, tensor: String)
    case unusableFactor(file: String, tensor: String, shape: Shape)
    case unusableAlpha(file: String, tensor: String)
    case unusableLoRASettings(file: String, problem: String)
    case noSuchLayer(file: String, tensor: String)

    // What cannot be quantized
    case alreadyQuantized(folder: String)
    case notFinite(file: String, tensor: String)
    case nameTooLong(file: String, tensor: String)

    public var description: String {
        switch self {
        case .noWeights(let folder):
            "There are no weights in \(shown(folder)): it needs diffusion_pytorch_model.safetensors or model.safetensors,"
                + " or one of them in shards with its .safetensors.index.json."
        case .unreadable(let file, let reason): "\(shown(file)) cannot be read: \(reason)."
        case .truncated(let file, let expected, let found):
            "\(shown(file)) is cut short: it has \(found) bytes of \(expected)."
        case .cannotWrite(let file, let reason): "\(shown(file)) could not be written: \(reason)."
        case .headerTooLarge(let file, let byteCount, let limit):
            "The header of \(shown(file)) claims \(byteCount) bytes, more than \(limit)."
        case .malformedJSON(let file, let byteOffset, let reason):
            "\(shown(file)) is damaged: at byte \(byteOffset) of its JSON text \(reason)."
        case .tooManyEntries(let file, let limit): "\(shown(file)) lists more than \(limit) entries."
        case .metadataNotText(let file, let key):
            "The metadata of \(shown(file)) must be texts with names, but \(shown(key)) is not."
        case .duplicateMetadata(let file, let key): "The metadata of \(shown(file)) has \(shown(key)) twice."
        case .duplicateTensor(let file, let tensor): "\(shown(file)) lists the tensor \(shown(tensor)) twice."
        case .missingProperty(let file, let tensor, let property):
            "The tensor \(shown(tensor)) in \(shown(file)) has no \(property)."
        case .unknownDType(let file, let tensor, let dtype):
            "The tensor \(shown(tensor)) in \(shown(file)) has the dtype \(shown(dtype)); F32, F16, BF16 and I8 can be read."
        case .invalidNumber(let file, let tensor, let number):
            "The tensor \(shown(tensor)) in \(shown(file)) has the number \(shown(number)) where a whole number"
                + " from 0 to \(JSONScanner.largestNumber) belongs."
        case .tooManyAxes(let file, let tensor, let limit):
            "The tensor \(shown(tensor)) in \(shown(file)) has more than \(limit) axes."
        case .tooManyElements(let file, let tensor, let extents):
            "The tensor \(shown(tensor)) in \(shown(file)) has the shape \(extents), which no memory can hold."
        case .reversedOffsets(let file, let tensor, let begin, let end):
            "The tensor \(shown(tensor)) in \(shown(file)) begins at byte \(begin) and ends before it, at \(end)."
        case .wrongByteCount(let file, let tensor, let expected, let found):
            "The tensor \(shown(tensor)) in \(shown(file)) has \(found) bytes, but its shape and dtype make \(expected)."
        case .outsideFile(let file, let tensor, let end, let available):
            "The tensor \(shown(tensor)) in \(shown(file)) ends at byte \(end) of \(available)."
        case .overlap(let file, let tensor, let other):
            "The tensors \(shown(other)) and \(shown(tensor)) in \(shown(file)) overlap."
        case .uncoveredBytes(let file, let begin, let end):
            "The bytes \(begin) to \(end) of the data in \(shown(file)) belong to no tensor."
        case .indexTooLarge(let file, let byteCount, let limit):
            "The index \(shown(file)) has \(byteCount) bytes, more than \(limit)."
        case .unsafeShardName(let file, let shard):
            "The index \(shown(file)) names \(shown(shard)), which is not a .safetensors file beside it."
        case .missingShard(let file, let shard):
            "The index \(shown(file)) names \(shown(shard)), but there is no such file beside it."
        case .notInShard(let file, let tensor):
            "The tensor \(shown(tensor)) is not in \(shown(file)), though the index says so."
        case .unlistedTensor(let file, let tensor):
            "The tensor \(shown(tensor)) is in \(shown(file)), but the index does not say so."
        case .missingTensor(let file, let tensor): "The tensor \(shown(tensor)) is missing from \(shown(file))."
        case .wrongShape(let file, let tensor, let expected, let found):
            "The tensor \(shown(tensor)) in \(shown(file)) has the shape \(found), but the model needs \(expected)."
        case .unscaledIntegers(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) has integers where the model needs floating-point numbers."
        case .unusableScales(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) must hold finite F32 numbers to scale integers, but does not."
        case .unexpectedTensor(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) has no place in the model."
        case .emptyLoRA(let file): "\(shown(file)) holds no tensors, so it is no LoRA."
        case .notOfLoRA(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) is no part of a LoRA that Kinora knows: it knows lora_A and lora_B,"
                + " lora_down and lora_up, alpha, diff, diff_b and diff_m."
        case .weightDecomposed(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) belongs to a DoRA, which Kinora does not know."
        case .incompleteLoRALayer(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) is half of a pair: its layer needs lora_A (or lora_down) and"
                + " lora_B (or lora_up)."
        case .unusableFactor(let file, let tensor, let shape):
            "The tensor \(shown(tensor)) in \(shown(file)) has the shape \(shape), which is none of a LoRA's pair of matrices."
        case .unusableAlpha(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) must hold one finite number, but does not."
        case .unusableLoRASettings(let file, let problem):
            "The settings in the metadata of \(shown(file)) cannot be used: \(problem)."
        case .noSuchLayer(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) fits no layer of the model."
        case .alreadyQuantized(let folder): "The weights in \(shown(folder)) are quantized already."
        case .notFinite(let file, let tensor):
            "The tensor \(shown(tensor)) in \(shown(file)) has infinite or undefined numbers."
        case .nameTooLong(let file, let tensor):
            "The name \(shown(tensor)) in \(shown(file)) is longer than \(JSONScanner.longestName) bytes."
        }
    }
}

/// Names come from files of unknown origin: control and formatting characters are replaced, long ones are cut.
private func shown(_ name: String) -> String {
    let longest = 200
    var text = ""
    for scalar in name.unicodeScalars.prefix(longest) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: text.unicodeScalars.append("\u{FFFD}")
        default: text.unicodeScalars.append(scalar)
        }
    }
    return name.unicodeScalars.count > longest ? text + "..." : text
}
