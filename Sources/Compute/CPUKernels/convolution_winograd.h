/* Winograd's convolution F(4x4, 3x3) in the two spatial axes; time taps and input channels are summed between the
 * transforms. A tile of 4 x 4 outputs needs 36 products for each pair of channels instead of 144.
 *
 *     Y = Aᵀ [ sum over t, c of (G g Gᵀ) * (Bᵀ d B) ] A        d [6, 6] inputs, g [3, 3] weights, Y [4, 4] outputs
 *
 * The interpolation points are 0, ±5/8, ±3/2 and infinity. Their squares 25/64 and 9/4 are exact, and the error is less
 * than half of what the usual 0, ±1, ±2 leaves (Docs/numerics.md).
 *
 * A strip of tiles is worked on at a time, in scratch memory:
 *   1. inputs are transformed into V [36][tiles][time][inputs];
 *   2. for each group of output channels, 36 matrix products M[point] = V[point] U[point] run in the register tile of the
 *      direct convolution, in blocks of at most WEIGHT_BLOCK input channels whose weights U [36][block][group] are
 *      transformed just before and stay in the second-level cache;
 *   3. M [36][tiles][group] is transformed back, with bias and residual, into the result.
 * Transformed weights take four times the memory and are read from afar each time; transforming them again for every strip
 * costs about a tenth of the time at 24 tiles a strip, a twentieth at 48, and measured faster from 192 channels on and
 * within a tenth below.
 *
 * - Precision: float32 throughout; the relative error is that of the direct kernel to within a factor of two.
 * - Source: Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks"; points after Barabasz et al. 2020,
 *   "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks".
 *
 * Include after convolution_direct.h. */

enum { POINTS = 36, OUTPUT_TILE = 4, INPUT_TILE = 6, WEIGHT_BLOCK = 64 };

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

/* Input channels first..<first + count of one frame of one panel, [3][3][inputs][16], to u [36][...][16] whose points
 * lie `pointStride` floats apart. */
static void transform_weights(const float *panel, long inputs, long first, long count, float *u, long pointStride) {
    for (long k = 0; k < count * KINORA_PANEL; k += LANES) {
        const float *source = panel + first * KINORA_PANEL + k;
        lanes columns[3][INPUT_TILE]; /* [j][point along height] */
        UNROLL
        for (int j = 0; j < 3; j++) {
            lanes g[3];
            UNROLL
            for (int i = 0; i < 3; i++) g[i] = load(source + (i * 3 + j) * inputs * KINORA_PANEL);
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
INLINE void transform_channels(const float *const *pixels, long k, long count, float *v, long pointStride) {
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

/* The 6 x 6 pixels of a frame that a tile reads, to v[point * pointStride + channel]. Whole vectors are written, so up to
 * LANES - 1 zeros follow the last channel: the next frame's numbers overwrite them. */
static void transform_tile(const kinora_convolution *c, const float *frame, long top, long left, float *v,
                           long pointStride) {
    const float *pixels[POINTS];
    for (long i = 0; i < INPUT_TILE; i++) {
        const int insideHeight = (top + i >= 0) & (top + i < c->inputHeight);
        const float *row = frame + ((top + i) * c->inputWidth + left) * c->inputs;
        ONE_BY_ONE
        for (long j = 0; j < INPUT_TILE; j++) {
            const int inside = insideHeight & (left + j >= 0) & (left + j < c->inputWidth);
            pixels[i * INPUT_TILE + j] = inside ? row + j * c->inputs : c->zeros;
        }
        /* The columns that the next but one tile adds; a prefetch past the frame does no harm. */
        const char *ahead = (const char *)(row + (INPUT_TILE + OUTPUT_TILE) * c->inputs);
        for (long byte = 0; byte < OUTPUT_TILE * c->inputs * 4; byte += 64) __builtin_prefetch(ahead + byte);
    }
    long k = 0;
    for (; k + LANES <= c->inputs; k += LANES) transform_channels(pixels, k, LANES, v, pointStride);
    if (k < c->inputs) transform_channels(pixels, k, c->inputs - k, v, pointStride);
}

/* One tile of `count` output channels from m[point * pointStride + lane] to the result at row `top`, column `left`. */
INLINE void transform_back(const kinora_convolution *c, const float *m, long pointStride, long top, long left,
                           long channel, long count) {
    lanes columns[INPUT_TILE][OUTPUT_TILE]; /* [point along width][i] */
    UNROLL
    for (int j = 0; j < INPUT_TILE; j++) {
        lanes points[INPUT_TILE];
        UNROLL
        for (int i = 0; i < INPUT_TILE; i++) points[i] = load(m + (i * INPUT_TILE + j) * pointStride);
        transform_output(points, columns[j]);
    }
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
            float *target = c->result + offset + j * c->outputs;
            lanes value = y[j] + bias;
            if (c->residual) value += load_first(c->residual + offset + j * c->outputs, count);
            if (count == LANES) store(target, value);
            else store_first(target, value, count);
        }
    }
}

/* How the sums over one frame's input channels are cut into blocks: of even length, at most WEIGHT_BLOCK. Their partial
 * sums are added up in M, which keeps weights in the cache and rounding small. */
INLINE long block_length(long inputs) {
    const long blocks = (inputs + WEIGHT_BLOCK - 1) / WEIGHT_BLOCK;
    return (inputs + blocks - 1) / blocks;
}

/* Floats of one panel's transformed weights of one block, [36][spread(length * 16)]. */
INLINE long block_size(long length) { return POINTS * spread(length * KINORA_PANEL); }

/* The parts of the scratch memory for a strip of tiles. */
typedef struct {
    long row;    /* floats from one tile of V to the next: [time][inputs] and some */
    long vPoint; /* from one point of V to the next */
    long mPoint; /* from one point of M to the next: [tiles][GROUP] and some */
    long size;
} strip_layout;

static strip_layout layout_of(const kinora_convolution *c, long tiles) {
    strip_layout layout;
    layout.row = spread(c->time * c->inputs + LANES - 1);
    layout.vPoint = spread(tiles * layout.row);
    layout.mPoint = spread(tiles * GROUP);
    layout.size = POINTS * (layout.vPoint + layout.mPoint) + GROUP / KINORA_PANEL * block_size(block_length(c->inputs));
    return layout;
}

static long winograd_scratch(const kinora_convolution *c, long tiles) { return layout_of(c, tiles).size; }

/* M[point] (+)= V[point] U[point] for one group and block; V points at the first channel of the block. */
static void multiply_points(const strip_layout *layout, const float *v, const float *u, long panelStride, long length,
                            float *m, long tiles, long vectors, int earlier) {
    const float *table[TILE];
    const float zero[GROUP] = {0};
    tap_block block = {.panelStride = panelStride, .inputs = length, .outputs = GROUP, .lastLanes = LANES};
    block.earlier = earlier;
    block.bias = earlier ? NULL : zero;
    for (long point = 0; point < POINTS; point++, u += spread(length * KINORA_PANEL)) {
        block.weights = u;
        for (long first = 0; first < tiles; first += TILE) {
            const long stored = tiles - first < TILE ? tiles - first : TILE;
            const float *source = v + point * layout->vPoint + first * layout->row;
            for (long p = 0; p < TILE; p++) table[p] = source + (p < stored ? p : 0) * layout->row;
            block.result = m + point * layout->mPoint + first * GROUP;
            tile(&block, table, 1, stored, vectors);
        }
    }
}

/* M for one group of output channels from `channel` on: the sum over all frames and blocks. */
static void multiply_group(const kinora_convolution *c, const strip_layout *layout, const float *v, float *m, float *u,
                           long tiles, long channel, long channels) {
    const long length = block_length(c->inputs), panelFrame = 9 * c->inputs * KINORA_PANEL;
    int earlier = 0;
    for (long t = 0; t < c->time; t++) {
        if (!c->window[t]) continue;
        for (long k = 0; k < c->inputs; k += length, earlier = 1) {
            const long count = c->inputs - k < length ? c->inputs - k : length;
            for (long first = 0; first < channels; first += KINORA_PANEL) {
                const long panel = (channel + first) / KINORA_PANEL;
                transform_weights(c->panels + (panel * c->time + t) * panelFrame, c->inputs, k, count,
                                  u + first / KINORA_PANEL * block_size(length), spread(count * KINORA_PANEL));
            }
            multiply_points(layout, v + t * c->inputs + k, u, block_size(length), count, m, tiles,
                            (channels + LANES - 1) / LANES, earlier);
        }
    }
}

static void winograd(const kinora_convolution *c, long firstTile, long endTile, long firstChannel, long endChannel,
                     float *scratch) {
    const long across = (c->outputWidth + OUTPUT_TILE - 1) / OUTPUT_TILE, tiles = endTile - firstTile;
    const strip_layout layout = layout_of(c, tiles);
    float *v = scratch, *m = v + POINTS * layout.vPoint, *u = m + POINTS * layout.mPoint;
    for (long t = 0; t < c->time; t++) {
        if (!c->window[t]) continue;
        for (long i = 0; i < tiles; i++) {
            const long y = (firstTile + i) / across * OUTPUT_TILE, x = (firstTile + i) % across * OUTPUT_TILE;
            transform_tile(c, c->window[t], y - c->top, x - c->left, v + i * layout.row + t * c->inputs, layout.vPoint);
        }
    }
    for (long channel = firstChannel; channel < endChannel; channel += GROUP) {
        const long channels = endChannel - channel < GROUP ? endChannel - channel : GROUP;
        multiply_group(c, &layout, v, m, u, tiles, channel, channels);
        for (long i = 0; i < tiles; i++) {
            const long y = (firstTile + i) / across * OUTPUT_TILE, x = (firstTile + i) % across * OUTPUT_TILE;
            long first = 0;
            for (; first + LANES <= channels; first += LANES)
                transform_back(c, m + i * GROUP + first, layout.mPoint, y, x, channel + first, LANES);
            if (first < channels)
                transform_back(c, m + i * GROUP + first, layout.mPoint, y, x, channel + first, channels - first);
        }
    }
}
