/* The convolution to at most 3 output channels, where vectors of output channels would stand mostly empty: vectors run
 * along the input channels instead.
 *
 *     y[p, o] = bias[o] + residual[p, o] + sum over lanes of (sum over taps and vectors k of x[p][k] w[o][tap][k])
 *
 * NARROW pixels times all output channels stay in registers while taps and input channels go by; the lanes are added up
 * at the end, once for thousands of products.
 *
 * Include after convolution_direct.h. Defined before: NARROW, which divides TILE. */

/* `outputs` is a constant where this is inlined. Weights [outputs][all taps][inputs], from the first tap on. */
INLINE void narrow_tile(const float *const *table, long taps, const float *weights, long outputStride, long inputs,
                        float *result, int outputs) {
    lanes sums[NARROW][3];
    UNROLL
    for (int p = 0; p < NARROW; p++)
        UNROLL
        for (int o = 0; o < outputs; o++) sums[p][o] = (lanes){0};
    for (long tap = 0; tap < taps; tap++, table += TILE, weights += inputs)
        for (long k = 0; k < inputs; k += LANES) {
            const long count = inputs - k;
            lanes w[3];
            UNROLL
            for (int o = 0; o < outputs; o++) {
                const float *source = weights + o * outputStride + k;
                w[o] = count >= LANES ? load(source) : load_first(source, count);
            }
            UNROLL
            for (int p = 0; p < NARROW; p++) {
                const lanes x = count >= LANES ? load(table[p] + k) : load_first(table[p] + k, count);
                UNROLL
                for (int o = 0; o < outputs; o++) sums[p][o] += x * w[o];
            }
        }
    UNROLL
    for (int p = 0; p < NARROW; p++)
        UNROLL
        for (int o = 0; o < outputs; o++) result[p * 3 + o] = sum_of_lanes(sums[p][o]);
}

static void narrow(const kinora_convolution *c, long firstPixel, long endPixel) {
    const long tapsInFrame = c->height * c->width, all = c->time * tapsInFrame;
    const float *table[MAX_TAPS_IN_BLOCK * TILE];
    for (long pixel = firstPixel; pixel < endPixel; pixel += TILE) {
        const long count = endPixel - pixel < TILE ? endPixel - pixel : TILE;
        float sums[TILE][3];
        for (long p = 0; p < TILE; p++)
            for (long o = 0; o < c->outputs; o++) sums[p][o] = c->bias[o];
        for (long tap = 0, end; tap < all; tap = end) {
            end = (tap / tapsInFrame + 1) * tapsInFrame; /* a frame, or MAX_TAPS_IN_BLOCK of it */
            if (!c->window[tap / tapsInFrame]) continue;
            if (end - tap > MAX_TAPS_IN_BLOCK) end = tap + MAX_TAPS_IN_BLOCK;
            find_pixels(c, pixel, count, tap, end - tap, table);
            const float *weights = c->panels + tap * c->inputs;
            const long stride = all * c->inputs;
            for (long p = 0; p < count; p += NARROW) {
                float more[NARROW][3];
                if (c->outputs == 1) narrow_tile(table + p, end - tap, weights, stride, c->inputs, more[0], 1);
                else if (c->outputs == 2) narrow_tile(table + p, end - tap, weights, stride, c->inputs, more[0], 2);
                else narrow_tile(table + p, end - tap, weights, stride, c->inputs, more[0], 3);
                for (long i = 0; i < NARROW; i++)
                    for (long o = 0; o < c->outputs; o++) sums[p + i][o] += more[i][o];
            }
        }
        const kinora_convolved_frame *frame = &c->frames[0];
        const long first = pixel * c->outputs;
        for (long p = 0; p < count; p++)
            for (long o = 0; o < c->outputs; o++) {
                const long at = first + p * c->outputs + o;
                frame->sums[at] = sums[p][o] + (frame->residual ? frame->residual[at] : 0);
            }
    }
}
