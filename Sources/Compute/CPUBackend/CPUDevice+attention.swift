import CPUKernels
import Tensors

extension CPUDevice {
    /// - Precondition: the bias is float32, as every activation is.
    public func attention(
        queries: Tensor, keys: Tensor, values: Tensor, heads: Int, scale: Float, bias: Tensor?
    ) -> Tensor {
        let (queryCount, keyCount, channels) = (queries.shape[0], keys.shape[0], queries.shape[1])
        precondition(keys.shape == [keyCount, channels] && values.shape == keys.shape && channels % heads == 0)
        precondition(bias.map { $0.shape == [keyCount] || $0.shape == [heads, queryCount, keyCount] } ?? true)
        let ownBias = bias?.shape.rank == 3  // one for each head and query
        let result = empty(queries.shape)
        withExtendedLifetime((queries, keys, values, bias)) {
            run(
                kinora_attention(
                    queries: queries.floats.baseAddress, keys: keys.floats.baseAddress,
                    values: values.floats.baseAddress, bias: bias?.floats.baseAddress,
                    biasHeadStride: ownBias ? queryCount * keyCount : 0, biasQueryStride: ownBias ? keyCount : 0,
                    result: result.floats.baseAddress, queryCount: queryCount, keyCount: keyCount, heads: heads,
                    width: channels / heads, scale: scale))
        }
        return result
    }

    /// Splits heads first, then queries: a piece packs the keys and values of its head for itself, so it has as many
    /// queries as the caches hold, or fewer to have four pieces a thread.
    private func run(_ work: kinora_attention) {
        let kernels = kinora_attention_kernels_for(instructions.identifier).pointee
        let wanted = (threads * 4 + work.heads - 1) / work.heads
        let queries = Split(
            work.queryCount, group: kernels.queryGroup, most: kernels.mostQueries(work.width), least: wanted)
        parallel(work.heads * queries.count, scratch: kernels.scratch(work.width)) { piece, scratch in
            let range = queries[piece % queries.count]
            var work = work
            kernels.block(&work, piece / queries.count, range.lowerBound, range.upperBound, scratch)
        }
    }
}
