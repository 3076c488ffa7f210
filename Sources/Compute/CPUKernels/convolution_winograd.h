/* Winograd's convolution F(4x4, 3x3) in the two spatial axes, and F(2, 3) in time where two frames are computed together.
 *
 *     Y = Aᵀ [ sum over c of (G g Gᵀ) * (Bᵀ d B) ] A        d [6, 6] inputs, g [3, 3] weights, Y [4, 4] outputs
 *
 * A tile of 4 x 4 outputs needs 36 products for each pair of channels instead of 144. The interpolation points are 0, ±5/8,
 * ±3/2 and infinity. Their squares 25/64 and 9/4 are exact, and the error is less than half of what the usual 0, ±1, ±2
 * leaves (Docs/numerics.md).
 *
 * One frame alone is the sum over the kernel's taps in time of such products. Two frames need four sums of products
 * instead of six, with the points 0, ±1 and infinity; d0...d3 are the window, g0...g2 the taps:
 *
 *     y0 = m0 + m1 + m2        m0 = (d0 - d2) g0        m1 = (d1 + d2) (g0 + g1 + g2) / 2
 *     y1 = m1 - m2 + m3        m3 = (d3 - d1) g2        m2 = (d2 - d1) (g0 - g1 + g2) / 2
 *
 * A strip of tiles is worked on at a time, in scratch memory:
 *   1. inputs are transformed into V [36][step][block of input channels][tiles][channels of the block]; a step is a tap or
 *      one of the four products in time;
 *   2. for each group of output channels, 36 matrix products M[point] = V[point] U[point] run in the register tile of the
 *      direct convolution, block by block, whose weights U [36][channels of the block][group] are transformed just before
 *      and stay in the second-level cache;
 *   3. M [1 or 4 steps][36][tiles][group] is transformed back, with bias and residual, into the results;
 *   4. the strip's pixels are normalized while they are near.
 * Transformed weights take four times the memory and are read from afar each time; transforming them again for every strip
 * costs about a tenth of the time at 24 tiles a strip, a twentieth at 48, and measured faster from 192 channels on and
 * within a tenth below.
 *
 * - Precision: float32 throughout; the relative error is that of the direct kernel to within a factor of two.
 * - Source: Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks"; points after Barabasz et al. 2020,
 *   "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks".
 *
 * Include after convolution_direct.h. */

enum { POINTS = 36, OUTPUT_TILE = 4, INPUT_TILE = 6, MOST_STEPS = 4, WEIGHT_BLOCK = 64 };

/* a and b are the points 5/8 and 3/2. */
#define A1 0.625f
#define A2 0.390625f
#define A3 0.244140625f
#define B1 1.5f
#define B2 2.25f
#define B3 3.375f

/* A stride of an odd number of cache lines, at least `count` floats: the 36 points of one channel, which are touched
 * together, then fall into different sets of the first-level cache. */
INLINE long spread(long count) { return ((count + 15) / 16 | 1) * 16; }

/* Bᵀ d for one row or column: the points 0 and ±5/8, then ±3/2 and infinity. */
INLINE void transform_input_low(const lanes d[INPUT_TILE], lanes v[3]) {
    const lanes even = d[4] - B2 * d[2], odd = d[3] - B2 * d[1];
    v[0] = even - A2 * (d[2] - B2 * d[0]);
    v[1] = even + A1 * odd;
    v[2] = even - A1 * odd;
}
INLINE void transform_input_high(const lanes d[INPUT_TILE], lanes v[3]) {
    const lanes even = d[4] - A2 * d[2], odd = d[3] - A2 * d[1];
    v[0] = even + B1 * odd;
    v[1] = even - B1 * odd;
    v[2] = d[5] - A2 * d[3] - B2 * odd;
}

/* Aᵀ m for one row or column. */
INLINE void transform_output(const lanes m[INPUT_TILE], lanes y[OUTPUT_TILE]) {
    const lanes evenA = m[1] + m[2], oddA = m[1] - m[2];
    const lanes evenB = m[3] + m[4], oddB = m[3] - m[4];
    y[0] = m[0] + evenA + evenB;
    y[1] = A1 * oddA + B1 * oddB;
    y[2] = A2 * evenA + B2 * evenB;
    y[3] = A3 * oddA + B3 * oddB + m[5];
}

/* G g for one row or column; every finite point's row is divided by its product of differences to the others. */
INLINE void transform_weight(const lanes g[3], lanes u[INPUT_TILE]) {
    const float zero = 1 / (A2 * B2), a = 1 / (2 * A2 * (A2 - B2)), b = 1 / (2 * B2 * (B2 - A2));
    const lanes evenA = (g[0] + A2 * g[2]) * a, oddA = g[1] * (A1 * a);
    const lanes evenB = (g[0] + B2 * g[2]) * b, oddB = g[1] * (B1 * b);
    u[0] = g[0] * zero;
    u[1] = evenA + oddA;
    u[2] = evenA - oddA;
    u[3] = evenB + oddB;
    u[4] = evenB - oddB;
    u[5] = g[2];
}

/* One product in time: of a frame, or of a frame and another times a sign, with weights of one tap, or with half the sum of
 * taps 0 and 2 and `middle` times tap 1. Frames may be NULL for zeros. */
typedef struct {
    const float *frame, *other;
    float sign;
    long tap;
    float middle;
} time_step;

/* The products in time of one frame, or of two; returns how many. */
static long time_steps(const kinora_convolution *c, time_step steps[MOST_STEPS]) {
    const float *const *d = c->window;
    if (c->frameCount == 2) {
        steps[0] = (time_step){.frame = d[0], .other = d[2], .sign = -1, .tap = 0};
        steps[1] = (time_step){.frame = d[1], .other = d[2], .sign = 1, .middle = 0.5f};
        steps[2] = (time_step){.frame = d[2], .other = d[1], .sign = -1, .middle = -0.5f};
        steps[3] = (time_step){.frame = d[3], .other = d[1], .sign = -1, .tap = 2};
        return 4;
    }
    long count = 0;
    for (long t = 0; t < c->time; t++)
        if (d[t]) steps[count++] = (time_step){.frame = d[t], .tap = t};
    return count;
}

/* One vector of weights of a step; `next` floats lie between taps in time. */
INLINE lanes weights_of(const float *source, float middle, long next) {
    if (middle == 0) return load(source);
    return 0.5f * (load(source) + load(source + 2 * next)) + middle * load(source + next);
}

/* Input channels first..<first + count of one panel, [time][3][3][inputs][16], for one step, to u [36][...][16] whose
 * points lie `pointStride` floats apart. */
static void transform_weights(const float *panel, const time_step *step, long inputs, long first, long count, float *u,
                              long pointStride) {
    const long next = 9 * inputs * KINORA_PANEL;
    for (long k = 0; k < count * KINORA_PANEL; k += LANES) {
        const float *source = panel + step->tap * next + first * KINORA_PANEL + k;
        lanes columns[3][INPUT_TILE]; /* [j][point along height] */
        UNROLL
        for (int j = 0; j < 3; j++) {
            lanes g[3];
            UNROLL
            for (int i = 0; i < 3; i++)
                g[i] = weights_of(source + (i * 3 + j) * inputs * KINORA_PANEL, step->middle, next);
            transform_weight(g, columns[j]);
        }
        UNROLL
        for (int i = 0; i < INPUT_TILE; i++) {
            const lanes g[3] = {columns[0][i], columns[1][i], columns[2][i]};
            lanes row[INPUT_TILE];
            transform_weight(g, row);
            UNROLL
            for (int j = 0; j < INPUT_TILE; j++) store(u + (i * INPUT_TILE + j) * pointStride + k, row[j]);
        }
    }
}

/* One vector of input channels of a tile, first three rows of points, then the other three: 18 vectors and what makes
 * them fit in 32 registers. `count` is a constant where this is inlined in a loop. */
INLINE void transform_channels(const float *const *pixels, const float *const *others, float sign, long k, long count,
                               float *v, long pointStride) {
    UNROLL
    for (int half = 0; half < 2; half++) {
        lanes rows[3][INPUT_TILE];
        UNROLL
        for (int j = 0; j < INPUT_TILE; j++) {
            lanes d[INPUT_TILE], points[3];
            UNROLL
            for (int i = half; i < 5 + half; i++) {
                const float *pixel = pixels[i * INPUT_TILE + j] + k;
                d[i] = count == LANES ? load(pixel) : load_first(pixel, count);
                if (others) {
                    const float *other = others[i * INPUT_TILE + j] + k;
                    d[i] += sign * (count == LANES ? load(other) : load_first(other, count));
                }
            }
            if (half) transform_input_high(d, points);
            else transform_input_low(d, points);
            UNROLL
            for (int i = 0; i < 3; i++) rows[i][j] = points[i];
        }
        UNROLL
        for (int i = 0; i < 3; i++) {
            lanes points[INPUT_TILE];
            transform_input_low(rows[i], points);
            transform_input_high(rows[i], points + 3);
            UNROLL
            for (int j = 0; j < INPUT_TILE; j++)
                store(v + ((half * 3 + i) * INPUT_TILE + j) * pointStride + k, points[j]);
        }
    }
}

/* Where the 6 x 6 pixels that a tile reads lie in a frame. */
INLINE void find_tile(const kinora_convolution *c, const float *frame, long top, long left, const float *pixels[POINTS]) {
    const int halved = c->upsampling == 2;
    const long width = c->inputWidth >> halved;
    for (long i = 0; i < INPUT_TILE; i++) {
        const int insideHeight = (frame != NULL) & (top + i >= 0) & (top + i < c->inputHeight);
        const float *row = frame + ((top + i) >> halved) * width * c->inputs;
        ONE_BY_ONE
        for (long j = 0; j < INPUT_TILE; j++) {
            const int inside = insideHeight & (left + j >= 0) & (left + j < c->inputWidth);
            pixels[i * INPUT_TILE + j] = inside ? row + ((left + j) >> halved) * c->inputs : c->zeros;
        }
        /* The columns that the next but one tile adds; a prefetch past the frame does no harm. */
        const char *ahead = (const char *)(row + ((left + INPUT_TILE + OUTPUT_TILE) >> halved) * c->inputs);
        for (long byte = 0; byte < (OUTPUT_TILE >> halved) * c->inputs * 4; byte += 64) __builtin_prefetch(ahead + byte);
    }
}

/* How the sums over input channels are cut into blocks: of even length, at most WEIGHT_BLOCK and whole vectors. Their
 * partial sums are added up in M, which keeps weights in the cache and rounding small. */
INLINE long block_length(long inputs) {
    const long blocks = (inputs + WEIGHT_BLOCK - 1) / WEIGHT_BLOCK;
    return blocks == 1 ? inputs : ((inputs + blocks - 1) / blocks + LANES - 1) / LANES * LANES;
}

/* Floats of one panel's transformed weights of one block, [36][spread(length * 16)]. */
INLINE long block_size(long length) { return POINTS * spread(length * KINORA_PANEL); }

/* The parts of the scratch memory for a strip of tiles. */
typedef struct {
    long tiles, block; /* how many tiles and, at most, channels in a block */
    long vPoint;       /* floats from one point of V to the next: [steps][inputs] of each tile and some */
    long mPoint;       /* from one point of M to the next: [tiles][GROUP] and some */
    long size;
} strip_layout;

static strip_layout layout_of(const kinora_convolution *c, long tiles) {
    strip_layout layout = {.tiles = tiles, .block = block_length(c->inputs)};
    const long steps = c->frameCount == 2 ? 4 : c->time;
    layout.vPoint = spread(tiles * steps * c->inputs + TILE * layout.block + LANES - 1);
    layout.mPoint = spread((tiles + TILE - 1) / TILE * TILE * GROUP);
    layout.size = POINTS * (layout.vPoint + (c->frameCount == 2 ? 4 : 1) * layout.mPoint) +
                  GROUP / KINORA_PANEL * block_size(layout.block);
    return layout;
}

static long winograd_scratch(const kinora_convolution *c, long tiles) { return layout_of(c, tiles).size; }

/* The pixels that tile number `tile` of the strip reads, times one step, to v[point * vPoint], the step's part of V. Whole
 * vectors are written, so up to LANES - 1 zeros follow the last channel: the next tile's numbers overwrite them. */
static void transform_tile(const kinora_convolution *c, const strip_layout *layout, const time_step *step, long top,
                           long left, long tile, float *v) {
    const float *pixels[POINTS], *others[POINTS];
    find_tile(c, step->frame, top, left, pixels);
    if (step->other) find_tile(c, step->other, top, left, others);
    for (long first = 0; first < c->inputs; first += layout->block) {
        const long length = c->inputs - first < layout->block ? c->inputs - first : layout->block;
        float *target = v + first * layout->tiles + tile * length - first;
        for (long k = first; k < first + length; k += LANES) {
            const long count = first + length - k;
            if (count < LANES)
                transform_channels(pixels, step->other ? others : NULL, step->sign, k, count, target, layout->vPoint);
            else if (step->other) transform_channels(pixels, others, step->sign, k, LANES, target, layout->vPoint);
            else transform_channels(pixels, NULL, 0, k, LANES, target, layout->vPoint);
        }
    }
}

/* One vector of M for a frame: the only one's, or frame 0's or 1's of two. `set` floats lie between the steps. */
INLINE lanes sum_over_time(const float *m, long set, int frame, int frames) {
    if (frames == 1) return load(m);
    if (frame == 0) return load(m) + load(m + set) + load(m + 2 * set);
    return load(m + set) - load(m + 2 * set) + load(m + 3 * set);
}

/* One tile of `count` output channels from m[point * pointStride + lane] to the frame at row `top`, column `left`. */
INLINE void transform_back(const kinora_convolution *c, const float *m, long pointStride, int frame, int frames,
                           long top, long left, long channel, long count) {
    lanes columns[INPUT_TILE][OUTPUT_TILE]; /* [point along width][i] */
    UNROLL
    for (int j = 0; j < INPUT_TILE; j++) {
        lanes points[INPUT_TILE];
        UNROLL
        for (int i = 0; i < INPUT_TILE; i++)
            points[i] = sum_over_time(m + (i * INPUT_TILE + j) * pointStride, POINTS * pointStride, frame, frames);
        transform_output(points, columns[j]);
    }
    const kinora_convolved_frame *into = &c->frames[frame];
    const lanes bias = load(c->bias + channel);
    const long rows = c->outputHeight - top < OUTPUT_TILE ? c->outputHeight - top : OUTPUT_TILE;
    const long width = c->outputWidth - left < OUTPUT_TILE ? c->outputWidth - left : OUTPUT_TILE;
    UNROLL
    for (long i = 0; i < OUTPUT_TILE; i++) {
        if (i >= rows) continue;
        lanes points[INPUT_TILE], y[OUTPUT_TILE];
        UNROLL
        for (int j = 0; j < INPUT_TILE; j++) points[j] = columns[j][i];
        transform_output(points, y);
        const long offset = ((top + i) * c->outputWidth + left) * c->outputs + channel;
        UNROLL
        for (long j = 0; j < OUTPUT_TILE; j++) {
            if (j >= width) continue;
            float *target = into->sums + offset + j * c->outputs;
            lanes value = y[j] + bias;
            if (into->residual) value += load_first(into->residual + offset + j * c->outputs, count);
            if (count == LANES) store(target, value);
            else store_first(target, value, count);
        }
    }
}

/* The `vectors` vectors of a tile's group, of whose last `lastLanes` lanes exist. */
static void transform_group_back(const kinora_convolution *c, const float *m, long pointStride, long top, long left,
                                 long channel, long channels) {
    for (long first = 0; first < channels; first += LANES, m += LANES) {
        const long count = channels - first < LANES ? channels - first : LANES;
        if (c->frameCount == 1) {
            if (count == LANES) transform_back(c, m, pointStride, 0, 1, top, left, channel + first, LANES);
            else transform_back(c, m, pointStride, 0, 1, top, left, channel + first, count);
        } else {
            if (count == LANES) transform_back(c, m, pointStride, 0, 2, top, left, channel + first, LANES);
            else transform_back(c, m, pointStride, 0, 2, top, left, channel + first, count);
            if (count == LANES) transform_back(c, m, pointStride, 1, 2, top, left, channel + first, LANES);
            else transform_back(c, m, pointStride, 1, 2, top, left, channel + first, count);
        }
    }
}

/* M (+)= V U for a few tiles: `v` [count][length], `u` [length][16] for each panel, m [count][GROUP]. `count` and `vectors`
 * are constants where this is inlined. `ahead` is what V holds next, fetched meanwhile. */
INLINE void product_of(const float *v, long length, const float *u, long panelStride, float *m, int earlier,
                       const float *ahead, int count, int vectors) {
    lanes sums[TILE][VECTORS];
    const float *rows[TILE];
    UNROLL
    for (int p = 0; p < count; p++) {
        rows[p] = v + p * length;
        UNROLL
        for (int i = 0; i < vectors; i++) sums[p][i] = (lanes){0};
    }
    for (long c = 0; c < length; c++, u += KINORA_PANEL) {
        lanes w[VECTORS];
        UNROLL
        for (int i = 0; i < vectors; i++) w[i] = load(u + i * LANES / KINORA_PANEL * panelStride + i * LANES % KINORA_PANEL);
        UNROLL
        for (int p = 0; p < count; p++) {
            const lanes x = broadcast(rows[p][c]);
            UNROLL
            for (int i = 0; i < vectors; i++) sums[p][i] += x * w[i];
        }
        __builtin_prefetch(ahead + c * TILE);
    }
    UNROLL
    for (int p = 0; p < count; p++)
        UNROLL
        for (int i = 0; i < vectors; i++) {
            float *target = m + p * GROUP + i * LANES;
            store(target, earlier ? load(target) + sums[p][i] : sums[p][i]);
        }
}

/* The same for any number of tiles and vectors; rows of M up to a multiple of TILE are written. */
static void product(const float *v, long length, const float *u, long panelStride, float *m, int earlier, long tiles,
                    const float *ahead, long vectors) {
    for (; tiles > 0; tiles -= TILE, v += TILE * length, m += TILE * GROUP) {
        const float *next = tiles > TILE ? v + TILE * length : ahead;
        if (tiles <= SMALL_TILE) {
            if (vectors == 1) product_of(v, length, u, panelStride, m, earlier, next, SMALL_TILE, 1);
#if VECTORS > 2
            else if (vectors == 2) product_of(v, length, u, panelStride, m, earlier, next, SMALL_TILE, 2);
            else if (vectors == 3) product_of(v, length, u, panelStride, m, earlier, next, SMALL_TILE, 3);
#endif
            else product_of(v, length, u, panelStride, m, earlier, next, SMALL_TILE, VECTORS);
        } else {
            if (vectors == 1) product_of(v, length, u, panelStride, m, earlier, next, TILE, 1);
#if VECTORS > 2
            else if (vectors == 2) product_of(v, length, u, panelStride, m, earlier, next, TILE, 2);
            else if (vectors == 3) product_of(v, length, u, panelStride, m, earlier, next, TILE, 3);
#endif
            else product_of(v, length, u, panelStride, m, earlier, next, TILE, VECTORS);
        }
    }
}

/* M[point] (+)= V[point] U[point] for one group, step and block; V points at the block. */
static void multiply_points(const strip_layout *layout, const float *v, const float *u, long panelStride, long length,
                            float *m, long vectors, int earlier) {
    for (long point = 0; point < POINTS; point++, v += layout->vPoint, m += layout->mPoint)
        product(v, length, u + point * spread(length * KINORA_PANEL), panelStride, m, earlier, layout->tiles,
                v + layout->vPoint, vectors);
}

/* M for one group of output channels from `channel` on: the sum over all blocks and, for one frame, steps. */
static void multiply_group(const kinora_convolution *c, const strip_layout *layout, const time_step *steps,
                           long stepCount, const float *v, float *m, float *u, long channel, long channels) {
    const long panelSize = c->time * 9 * c->inputs * KINORA_PANEL;
    for (long step = 0; step < stepCount; step++) {
        float *sums = m + (c->frameCount == 2 ? step * POINTS * layout->mPoint : 0);
        for (long k = 0; k < c->inputs; k += layout->block) {
            const long count = c->inputs - k < layout->block ? c->inputs - k : layout->block;
            for (long first = 0; first < channels; first += KINORA_PANEL)
                transform_weights(c->panels + (channel + first) / KINORA_PANEL * panelSize, steps + step, c->inputs, k,
                                  count, u + first / KINORA_PANEL * block_size(layout->block),
                                  spread(count * KINORA_PANEL));
            multiply_points(layout, v + (step * c->inputs + k) * layout->tiles, u, block_size(layout->block), count, sums,
                            (channels + LANES - 1) / LANES, k > 0 || (c->frameCount == 1 && step > 0));
        }
    }
}

/* The pixels of one tile in every frame, row by row. */
static void normalize_tile(const kinora_convolution *c, long top, long left) {
    const long bottom = top + OUTPUT_TILE < c->outputHeight ? top + OUTPUT_TILE : c->outputHeight;
    const long width = c->outputWidth - left < OUTPUT_TILE ? c->outputWidth - left : OUTPUT_TILE;
    for (long frame = 0; frame < c->frameCount; frame++)
        for (long y = top; y < bottom; y++) {
            const long offset = (y * c->outputWidth + left) * c->outputs;
            c->normalize(c->frames[frame].sums + offset, c->normWeight, c->silu, c->frames[frame].normed + offset, width,
                         c->outputs);
        }
}

static void winograd(const kinora_convolution *c, long firstTile, long endTile, long firstChannel, long endChannel,
                     float *scratch) {
    const long across = (c->outputWidth + OUTPUT_TILE - 1) / OUTPUT_TILE, tiles = endTile - firstTile;
    const strip_layout layout = layout_of(c, tiles);
    time_step steps[MOST_STEPS];
    const long stepCount = time_steps(c, steps);
    float *v = scratch, *m = v + POINTS * layout.vPoint;
    float *u = m + (c->frameCount == 2 ? stepCount : 1) * POINTS * layout.mPoint;
    for (long step = 0; step < stepCount; step++)
        for (long i = 0; i < tiles; i++) {
            const long y = (firstTile + i) / across * OUTPUT_TILE, x = (firstTile + i) % across * OUTPUT_TILE;
            transform_tile(c, &layout, steps + step, y - c->top, x - c->left, i, v + step * c->inputs * tiles);
        }
    for (long channel = firstChannel; channel < endChannel; channel += GROUP) {
        const long channels = endChannel - channel < GROUP ? endChannel - channel : GROUP;
        multiply_group(c, &layout, steps, stepCount, v, m, u, channel, channels);
        for (long i = 0; i < tiles; i++) {
            const long y = (firstTile + i) / across * OUTPUT_TILE, x = (firstTile + i) % across * OUTPUT_TILE;
            transform_group_back(c, m + i * GROUP, layout.mPoint, y, x, channel, channels);
        }
    }
    if (!c->normalize || firstChannel > 0 || endChannel < c->outputs) return;
    for (long i = 0; i < tiles; i++)
        normalize_tile(c, (firstTile + i) / across * OUTPUT_TILE, (firstTile + i) % across * OUTPUT_TILE);
}
