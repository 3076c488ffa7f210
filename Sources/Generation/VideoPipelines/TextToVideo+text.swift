import DiffusionModels
import DiffusionSampling
import Tensors
import TextTokenization

extension TextToVideo {
    /// A transformer with the prompts as it sees them.
    struct Expert {
        let transformer: WanTransformer
        /// The prompt and, with guidance, the negative prompt.
        let texts: [WanTextContext]
        let guidanceScale: Float
        let cache: StepCache?
    }

    /// The transformer for the noisy part of the way and, where there are two, the one for the clean part.
    func experts(for request: ClipRequest) throws -> (noisy: Expert, clean: Expert?) {
        let scales = (request.guidance, request.guidance2 ?? request.guidance)
        let prompt = try encode(request.prompt)
        let usesNegative = scales.0 > 1 || (model.transformer2 != nil && scales.1 > 1)
        let negative = usesNegative ? try encode(request.negativePrompt) : nil
        model.evictTextEncoder()
        func expert(_ transformer: WanTransformer, scale: Float) -> Expert {
            let texts = [prompt] + (scale > 1 ? [negative].compactMap { $0 } : [])
            return Expert(
                transformer: transformer,
                texts: texts.map { transformer.context(for: $0, paddedTo: Self.textLength) }, guidanceScale: scale,
                cache: request.cacheThreshold.map { StepCache(threshold: $0) })
        }
        return (expert(model.transformer, scale: scales.0), model.transformer2.map { expert($0, scale: scales.1) })
    }

    /// One row for each token of the prompt, the end token included.
    private func encode(_ prompt: String) throws -> Tensor {
        let tokens = try model.tokenizer.encode(cleanPrompt(prompt), limit: Self.textLength)
        let vocabulary = model.settings.text.vocabSize
        guard tokens.allSatisfy({ $0 < vocabulary }) else { throw PipelineError.tokenOutOfVocabulary(size: vocabulary) }
        let rows = try model.textEncoder.encode(tokens, beforeBlock: checkCancellation)
        guard model.device.isFinite(rows) else { throw PipelineError.notFinite(stage: "text encoding") }
        return rows
    }
}
