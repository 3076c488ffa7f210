import Checkpoints
import DiffusionModels
import Foundation
import VideoPipelines

/// How much memory a clip will need, estimated from settings and sizes alone, before any weight is touched.
public struct MemoryPlan: Sendable, Equatable {
    /// Weights in files, mapped when they are used. The system can drop and reread them, at a price in time.
    public let mappedWeightBytes: Int
    /// Of these, what encoding the prompt touches.
    public let textWeightBytes: Int
    /// Of these, what a denoising step touches: one transformer, the larger where there are two.
    public let transformerWeightBytes: Int
    /// Weights of all transformers that LoRAs change: these are in private memory, at every stage.
    public let mergedWeightBytes: Int
    /// Convolution weights of the VAE's decoder rearranged for the processor.
    public let preparedWeightBytes: Int
    /// Encoding pictures, where the model or the request wants that: the weights of the VAE's encoder, rearranged, and its
    /// activations, and the picture encoder's mapped weights. All of it is let go before the first step.
    public let pictureBytes: Int
    /// Keys and values of the longest prompt and negative prompt and of the pictures, for every block.
    public let promptBytes: Int
    /// Activations of the transformer at its widest, and what a step cache keeps.
    public let denoisingBytes: Int
    /// Activations of the VAE's decoder: the past of every convolution and the frames in flight.
    public let decodingBytes: Int

    /// The program itself, its libraries and the clip's encoder.
    static let baseBytes = 96 << 20

    /// What the hungriest stage needs: each one lets its weights go before the next begins.
    public var totalBytes: Int {
        Self.baseBytes + mergedWeightBytes
            + max(
                textWeightBytes, pictureBytes + promptBytes, transformerWeightBytes + promptBytes + denoisingBytes,
                preparedWeightBytes + promptBytes + decodingBytes)
    }

    /// - Throws: `CheckpointError` when a LoRA of the request cannot be put on the model.
    public init(settings: WanModelSettings, folder: URL, request: ClipRequest) throws(CheckpointError) {
        let shape = settings.latentShape(width: request.width, height: request.height, frames: request.frames)
        let patch = settings.transformer.patchSize
        let latentFrames = shape[1] + request.control.references.count
        let tokens = latentFrames.multipliedCapped(by: shape[2] / patch[1]).multipliedCapped(by: shape[3] / patch[2])
        let transformers = [settings.transformer, settings.transformer2].compactMap { $0 }
        var (transformerFiles, mergedWeightBytes) = ([Int](), 0)
        for (component, expert) in zip(
            ["transformer", "transformer_2"].prefix(transformers.count), LoRAOverlay.Expert.allCases)
        {
            let component = folder.appending(path: component)
            let merge =
                request.overlays.isEmpty
                ? nil : try request.overlays.merge(into: Checkpoint(folder: component), of: expert)
            transformerFiles.append(Self.weightBytes(in: component) - (merge?.replacedByteCount ?? 0))
            mergedWeightBytes += merge?.privateByteCount ?? 0
        }
        self.mergedWeightBytes = mergedWeightBytes
        textWeightBytes = Self.weightBytes(in: folder.appending(path: "text_encoder"))
        transformerWeightBytes = transformerFiles.max() ?? 0
        let pictureEncoderBytes =
            settings.pictureRows == 0 ? 0 : Self.weightBytes(in: folder.appending(path: "image_encoder"))
        mappedWeightBytes =
            textWeightBytes + transformerFiles.reduce(0, +) + pictureEncoderBytes
            + Self.weightBytes(in: folder.appending(path: "vae"))
        preparedWeightBytes = settings.vae.decoderPreparedBytes
        pictureBytes =
            settings.encodesPictures(for: request)
            ? settings.vae.encoderPreparedBytes.addedCapped(pictureEncoderBytes)
                .addedCapped(settings.vae.encoderActivationBytes(width: request.width, height: request.height)) : 0
        promptBytes = transformers.map { $0.contextBytes(pictureRows: settings.pictureRows) }.reduce(0, +)
        let branches = request.guidance > 1 || (request.guidance2 ?? 0) > 1 ? 2 : 1
        let kept = request.cacheThreshold == nil ? 0 : branches
        let together = tokens <= WanTransformer.mostTokensTogether ? branches : 1
        denoisingBytes =
            transformers.map { transformer in
                transformer.activationBytes(tokens: together * tokens)
                    .addedCapped(transformer.stepCacheBytes(tokens: tokens).multipliedCapped(by: kept))
            }.max() ?? 0
        decodingBytes = settings.vae.decoderActivationBytes(latentHeight: shape[2], latentWidth: shape[3])
    }

    /// Throws `EngineError.notEnoughMemory` when the plan does not fit.
    /// - Parameter isHolding: whether this process has the weights that LoRAs change already.
    func check(against memory: ProcessMemory, holdingMergedWeights isHolding: Bool = false) throws(EngineError) {
        guard totalBytes - (isHolding ? mergedWeightBytes : 0) > memory.availableBytes else { return }
        throw .notEnoughMemory(
            neededBytes: totalBytes, availableBytes: memory.availableBytes,
            detail: (mergedWeightBytes > 0 ? "weights changed by LoRAs \(mergedWeightBytes.asMemory), and " : "")
                + "text \(textWeightBytes.asMemory), "
                + (pictureBytes == 0 ? "" : "pictures \((pictureBytes + promptBytes).asMemory), ")
                + "denoising \((transformerWeightBytes + promptBytes + denoisingBytes).asMemory), decoding "
                + "\((preparedWeightBytes + promptBytes + decodingBytes).asMemory), whichever is most")
    }

    private static func weightBytes(in folder: URL) -> Int {
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension == "safetensors" }.reduce(0) { sum, file in
            // Hugging Face's cache keeps links to its files.
            let file = file.resolvingSymlinksInPath()
            return sum + ((try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
        }
    }
}

extension WanTransformerConfiguration {
    /// Bytes of keys and values of a prompt and a negative prompt, 513 rows each, and of pictures, for all blocks.
    func contextBytes(pictureRows: Int) -> Int {
        (2 * 513 + pictureRows) * 2 * innerDim * (numLayers + (vaceLayers?.count ?? 0)) * 4
    }

    /// Bytes of what a `StepCache` keeps for one branch: what two steps added in two parts, and two copies at work.
    func stepCacheBytes(tokens: Int) -> Int {
        tokens.multipliedCapped(by: 6 * innerDim).multipliedCapped(by: 4)
    }

    /// Bytes of float32 activations at the widest point of a block.
    func activationBytes(tokens: Int) -> Int {
        // Two branches of tokens beside what one takes: normed, queries, keys, values, mixed; or normed, widened.
        let control = vaceLayers == nil ? 0 : 2 * innerDim + vaceInChannels * patchSize.reduce(1, *)
        let floats = max(7 * innerDim, 3 * innerDim + ffnDim) + attentionHeadDim + control
        return tokens.multipliedCapped(by: floats).multipliedCapped(by: 4)
    }
}

extension WanVAEConfiguration {
    /// Channels of each decoder level, the first being the latent's resolution.
    private var decoderWidths: [Int] {
        ([dimMult[dimMult.count - 1]] + dimMult.reversed()).map { $0 * decoderBaseDim }
    }

    /// Bytes of the decoder's convolution weights in float32.
    var decoderPreparedBytes: Int {
        let widths = decoderWidths
        var weights = 27 * widths[0] * (zDim + 4 * widths[0])
        for level in dimMult.indices {
            let (inputs, outputs) = (widths[level], widths[level + 1])
            weights += 27 * outputs * (inputs + outputs * (2 * numResBlocks + 1)) + 9 * outputs * outputs
            weights += 6 * outputs * outputs
        }
        return weights * 4
    }

    /// Channels of each encoder level, the first being the picture's resolution.
    private var encoderWidths: [Int] { ([1] + dimMult).map { $0 * baseDim } }

    /// Bytes of the encoder's convolution weights in float32.
    var encoderPreparedBytes: Int {
        let widths = encoderWidths
        let last = widths[widths.count - 1]
        var weights = 27 * (inChannels * widths[0] + last * (2 * zDim + 4 * last))
        for level in dimMult.indices {
            let (inputs, outputs) = (widths[level], widths[level + 1])
            weights += 27 * outputs * (inputs + outputs * (2 * numResBlocks - 1)) + 12 * outputs * outputs
        }
        return weights * 4
    }

    /// Bytes of float32 activations while the encoder streams: two frames of the past for each convolution, and the two
    /// frames in flight.
    func encoderActivationBytes(width: Int, height: Int) -> Int {
        let widths = encoderWidths
        var pixels = (width / patchSize).multipliedCapped(by: height / patchSize)
        var floats = pixels.multipliedCapped(by: 2 * inChannels)
        var inFlight = 0
        for level in dimMult.indices {
            let (inputs, outputs) = (widths[level], widths[level + 1])
            let past = 2 * (inputs + (2 * numResBlocks - 1) * outputs)
            floats = floats.addedCapped(pixels.multipliedCapped(by: past))
            inFlight = max(inFlight, pixels.multipliedCapped(by: 12 * max(inputs, outputs)))
            pixels = level < dimMult.count - 1 ? pixels / 4 : pixels
        }
        let last = widths[widths.count - 1]
        floats = floats.addedCapped(pixels.multipliedCapped(by: 10 * last))
        return floats.addedCapped(inFlight).multipliedCapped(by: 4)
    }

    /// Bytes of float32 activations while the decoder streams: two frames of the past for each convolution, and the
    /// frames in flight.
    func decoderActivationBytes(latentHeight: Int, latentWidth: Int) -> Int {
        let widths = decoderWidths
        var pixels = latentHeight.multipliedCapped(by: latentWidth)
        var floats = pixels.multipliedCapped(by: 2 * zDim + 8 * widths[0] + 5 * widths[0])
        var inFlight = 0
        for level in dimMult.indices {
            let (inputs, outputs) = (widths[level], widths[level + 1])
            let past = 2 * (inputs + (2 * numResBlocks + 1) * outputs)
            floats = floats.addedCapped(pixels.multipliedCapped(by: past))
            inFlight = max(inFlight, pixels.multipliedCapped(by: 5 * max(inputs, outputs)))
            if level < dimMult.count - 1 {
                pixels = pixels.multipliedCapped(by: 4)
                floats = floats.addedCapped(pixels.multipliedCapped(by: 3 * outputs))
            }
        }
        return floats.addedCapped(inFlight).multipliedCapped(by: 4)
    }
}

extension Int {
    /// The product, or the largest quarter of `Int` when it would not fit: sizes come from outside.
    fileprivate func multipliedCapped(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max / 4 : Swift.min(product, .max / 4)
    }

    fileprivate func addedCapped(_ other: Int) -> Int { Swift.min(self + other, .max / 4) }
}
