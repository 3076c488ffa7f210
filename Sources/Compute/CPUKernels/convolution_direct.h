/* The direct convolution: a matrix product whose left matrix is never built.
 *
 *     y[p, o] = bias[o] + residual[p, o] + sum over taps (t, i, j) and c of x[pixel of p under the tap][c] w[tap][c][o]
 *
 * A tile of TILE output pixels times VECTORS vectors of output channels stays in registers while taps and input channels
 * go by; each step broadcasts one number of each pixel and reads one row of a weight panel. Which input pixel an output
 * pixel sees under a tap is looked up in a small table of pointers, in which a pixel outside of the frame is a row of
 * zeros: borders, strides and tiles that wrap around a row's end cost nothing inside the loop.
 *
 * - Blocking: taps are taken in blocks whose weights for one group of output channels fill at most half of the second
 *   level cache (TAP_BLOCK_BYTES); all pixels of the call pass by one such block before the next is touched. The sums of
 *   the blocks are added up in the result.
 * - Precision: float32 with fused multiply-add, one running sum an output element and block: its error grows with the
 *   square root of the block's length, so shorter blocks also round less.
 * - Source: Dukhan 2019, "The Indirect Convolution Algorithm"; the register tile after Goto & van de Geijn 2008.
 *
 * Defined before including: LANES; TILE and SMALL_TILE pixels; VECTORS. */

/* Before a loop that makes pointers: gathered and scattered by vectors it would take five times as long. */
#define ONE_BY_ONE _Pragma("clang loop vectorize(disable) interleave(disable)")

#define TAP_BLOCK_BYTES (384 * 1024)
#define MAX_TAPS_IN_BLOCK 32
#define GROUP (VECTORS * LANES)

/* Where the weights of one block of taps lie and what becomes of the sums. */
typedef struct {
    const float *weights; /* the first panel of the group, at the first tap of the block */
    long panelStride;     /* floats from one panel to the next */
    long inputs;
    long outputs;      /* floats from one output pixel to the next */
    long lastLanes;    /* channels of the last vector that exist, 1...LANES */
    const float *bias; /* of the group, or NULL after the first block */
    int earlier;       /* true when the sums are added to those of earlier blocks in `result` */
    const float *residual;
    float *result; /* first output channel of the group of the first pixel */
} tap_block;

/* Weights of vector `v` of the group relative to the first panel. */
#define WEIGHT_OFFSET(block, v) ((v) * LANES / KINORA_PANEL * (block)->panelStride + (v) * LANES % KINORA_PANEL)

/* One tile: `pixels` rows of pointers a tap, `vectors` vectors of channels. Both are constants where this is inlined. */
INLINE void tile_of(const tap_block *block, const float *const *table, long taps, long stored, int pixels,
                    int vectors) {
    lanes sums[TILE][VECTORS];
    UNROLL
    for (int p = 0; p < pixels; p++)
        UNROLL
        for (int v = 0; v < vectors; v++) {
            sums[p][v] = block->bias ? load(block->bias + v * LANES) : (lanes){0};
        }
    const float *weights = block->weights;
    const long inputs = block->inputs;
    for (long tap = 0; tap < taps; tap++) {
        const float *rows[TILE];
        UNROLL
        for (int p = 0; p < pixels; p++) rows[p] = table[tap * TILE + p];
        for (long c = 0; c < inputs; c++) {
            lanes w[VECTORS];
            UNROLL
            for (int v = 0; v < vectors; v++) w[v] = load(weights + WEIGHT_OFFSET(block, v));
            UNROLL
            for (int p = 0; p < pixels; p++) {
                const lanes x = broadcast(rows[p][c]);
                UNROLL
                for (int v = 0; v < vectors; v++) sums[p][v] += x * w[v];
            }
            weights += KINORA_PANEL;
        }
    }
    UNROLL
    for (int p = 0; p < pixels; p++) {
        if (p >= stored) break;
        UNROLL
        for (int v = 0; v < vectors; v++) {
            const long offset = p * block->outputs + v * LANES;
            const long count = v == vectors - 1 ? block->lastLanes : LANES;
            lanes sum = sums[p][v];
            if (block->earlier) sum += load_first(block->result + offset, count);
            if (block->residual) sum += load_first(block->residual + offset, count);
            if (count == LANES) store(block->result + offset, sum);
            else store_first(block->result + offset, sum, count);
        }
    }
}

/* A tile of any width and number of channels, handed to the loop compiled for it. */
static void tile(const tap_block *block, const float *const *table, long taps, long stored, long vectors) {
    if (stored <= SMALL_TILE) {
        if (vectors == 1) tile_of(block, table, taps, stored, SMALL_TILE, 1);
#if VECTORS > 2
        else if (vectors == 2) tile_of(block, table, taps, stored, SMALL_TILE, 2);
        else if (vectors == 3) tile_of(block, table, taps, stored, SMALL_TILE, 3);
#endif
        else tile_of(block, table, taps, stored, SMALL_TILE, VECTORS);
    } else {
        if (vectors == 1) tile_of(block, table, taps, stored, TILE, 1);
#if VECTORS > 2
        else if (vectors == 2) tile_of(block, table, taps, stored, TILE, 2);
        else if (vectors == 3) tile_of(block, table, taps, stored, TILE, 3);
#endif
        else tile_of(block, table, taps, stored, TILE, VECTORS);
    }
}

/* Fills table[tap][p] with the input pixel that output pixel first + p sees under each tap of the block. */
static void find_pixels(const kinora_convolution *c, long firstPixel, long count, long firstTap, long taps,
                        const float **table) {
    long row[TILE], column[TILE];
    ONE_BY_ONE
    for (long p = 0; p < TILE; p++) {
        const long pixel = firstPixel + (p < count ? p : 0);
        row[p] = pixel / c->outputWidth * c->stride - c->top;
        column[p] = pixel % c->outputWidth * c->stride - c->left;
    }
    const int halved = c->upsampling == 2;
    /* Far from borders neighbours see neighbours; elsewhere each pixel asks for itself. */
    const int together = !halved && row[TILE - 1] == row[0] && column[TILE - 1] == column[0] + (TILE - 1) * c->stride &&
                         row[0] >= 0 && row[0] + c->height <= c->inputHeight && column[0] >= 0 &&
                         column[TILE - 1] + c->width <= c->inputWidth;
    long j = firstTap % c->width, i = firstTap / c->width % c->height, t = firstTap / (c->width * c->height);
    for (long tap = 0; tap < taps; tap++, table += TILE) {
        const float *frame = c->window[t];
        if (together) {
            const float *first = frame + ((row[0] + i) * c->inputWidth + column[0] + j) * c->inputs;
            UNROLL
            for (long p = 0; p < TILE; p++) table[p] = first + p * c->stride * c->inputs;
        } else
        ONE_BY_ONE
        for (long p = 0; p < TILE; p++) {
            const long y = row[p] + i, x = column[p] + j;
            const int inside = (y >= 0) & (y < c->inputHeight) & (x >= 0) & (x < c->inputWidth);
            const float *pixel = frame + ((y >> halved) * (c->inputWidth >> halved) + (x >> halved)) * c->inputs;
            table[p] = inside ? pixel : c->zeros;
        }
        if (++j == c->width) {
            j = 0;
            if (++i == c->height) i = 0, t++;
        }
    }
}

/* One past the last tap of the block that begins at `first`: no zero frame, no more weights than the cache holds. */
static long end_of_block(const kinora_convolution *c, long first) {
    const long tapsInFrame = c->height * c->width, all = c->time * tapsInFrame;
    const long room = TAP_BLOCK_BYTES / (c->inputs * GROUP * (long)sizeof(float));
    const long most = room < 1 ? 1 : room > MAX_TAPS_IN_BLOCK ? MAX_TAPS_IN_BLOCK : room;
    long end = first + 1;
    while (end < all && end - first < most && c->window[end / tapsInFrame]) end++;
    return end;
}

static void direct(const kinora_convolution *c, long firstPixel, long endPixel, long firstChannel, long endChannel) {
    const long tapsInFrame = c->height * c->width, all = c->time * tapsInFrame;
    const float *table[MAX_TAPS_IN_BLOCK * TILE];
    tap_block block = {.panelStride = all * c->inputs * KINORA_PANEL, .inputs = c->inputs, .outputs = c->outputs};
    for (long channel = firstChannel; channel < endChannel; channel += GROUP) {
        const long channels = endChannel - channel < GROUP ? endChannel - channel : GROUP;
        const long vectors = (channels + LANES - 1) / LANES;
        const float *panel = c->panels + channel / KINORA_PANEL * block.panelStride;
        block.lastLanes = channels - (vectors - 1) * LANES;
        block.bias = c->bias + channel;
        block.earlier = 0;
        for (long tap = 0, end; tap < all; tap = end) {
            if (!c->window[tap / tapsInFrame]) {
                end = (tap / tapsInFrame + 1) * tapsInFrame;
                continue;
            }
            end = end_of_block(c, tap);
            long next = end;
            while (next < all && !c->window[next / tapsInFrame]) next = (next / tapsInFrame + 1) * tapsInFrame;
            const int last = next >= all;
            block.weights = panel + tap * c->inputs * KINORA_PANEL;
            for (long pixel = firstPixel; pixel < endPixel; pixel += TILE) {
                const long stored = endPixel - pixel < TILE ? endPixel - pixel : TILE;
                const long offset = pixel * c->outputs + channel;
                find_pixels(c, pixel, stored, tap, end - tap, table);
                block.result = c->frames[0].sums + offset;
                block.residual = last && c->frames[0].residual ? c->frames[0].residual + offset : NULL;
                tile(&block, table, end - tap, stored, vectors);
            }
            block.bias = NULL;
            block.earlier = 1;
        }
    }
}
