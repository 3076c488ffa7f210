/* A block of activation(x weight^T + bias) for many rows. Include after matrix_tile.h and vectormath.h. */

#include "matrix.h"

/* So many weight rows are packed at a time: DEPTH x MOST_OUTPUTS floats take 384 KB of the second-level cache. */
#define MOST_OUTPUTS 256

/* Packs weights of outputs first..<end, inputs k..<k+depth, into panels of DEPTH x TILE_COLUMNS. */
static void pack_weights(const kinora_linear *linear, long firstOutput, long endOutput, long k, long depth,
                         float *panels) {
    for (long output = firstOutput; output < endOutput; output += TILE_COLUMNS) {
        const long columns = least(TILE_COLUMNS, endOutput - output);
        const int kind = linear->weightKind;
        const char *source = (const char *)linear->weight + (output * linear->inputs + k) * bytes_of(kind);
        float *panel = panels + (output - firstOutput) * DEPTH;
        /* One copy of the code for each kind: the test would otherwise stand before every load. */
        switch (kind) {
        case KINORA_FLOAT32:
            pack_transposed(source, KINORA_FLOAT32, linear->inputs, columns, depth, NULL, panel);
            break;
        case KINORA_FLOAT16:
            pack_transposed(source, KINORA_FLOAT16, linear->inputs, columns, depth, NULL, panel);
            break;
        case KINORA_INT8:
            pack_transposed(source, KINORA_INT8, linear->inputs, columns, depth, linear->scales + output, panel);
            break;
        default:
            pack_transposed(source, KINORA_BFLOAT16, linear->inputs, columns, depth, NULL, panel);
        }
    }
}

/* Brings a share of the next rows of x closer while a tile is at work; the shares of all tiles add up to the whole. */
INLINE void prefetch_slice(const kinora_linear *linear, long row, long endRow, long k, long depth, long output,
                           long outputs) {
    const long first = k + depth * output / outputs;
    const long end = k + least(depth, depth * (output + TILE_COLUMNS) / outputs);
    for (long i = row; i < least(row + TILE_ROWS, endRow); i++)
        for (long j = first; j < end; j += 16) __builtin_prefetch(linear->x + i * linear->inputs + j, 0, 2);
}

/* Sums over DEPTH inputs at a time: weights are packed, widened on the way, and stay in the second-level cache while
 * all rows pass; the first sums begin with the bias, later ones with what the result holds so far. */
static void linear_block(const kinora_linear *linear, long firstRow, long endRow, long firstOutput, long endOutput,
                         float *scratch) {
    static const float zeros[TILE_COLUMNS];
    float *panels = scratch;
    float *left = panels + DEPTH * MOST_OUTPUTS;
    for (long k = 0; k < linear->inputs; k += DEPTH) {
        const long depth = least(DEPTH, linear->inputs - k);
        pack_weights(linear, firstOutput, endOutput, k, depth, panels);
        for (long row = firstRow; row < endRow; row += TILE_ROWS) {
            const long rows = least(TILE_ROWS, endRow - row);
            copy_rows(linear->x + row * linear->inputs + k, linear->inputs, rows, depth, 1, left);
            float *result = linear->result + row * linear->outputs;
            for (long output = firstOutput; output < endOutput; output += TILE_COLUMNS) {
                const long columns = least(TILE_COLUMNS, endOutput - output);
                const float *panel = panels + (output - firstOutput) * DEPTH;
                const float *bias = linear->bias ? linear->bias + output : zeros;
                prefetch_slice(linear, row + TILE_ROWS, endRow, k, depth, output - firstOutput,
                               endOutput - firstOutput);
                tile(rows, columns, left, panel, depth, k == 0 ? bias : result + output, k == 0 ? 0 : linear->outputs,
                     result + output, linear->outputs);
            }
            if (k + depth == linear->inputs && linear->activation != KINORA_IDENTITY)
                activate_rows(result + firstOutput, linear->outputs, rows, endOutput - firstOutput,
                              linear->activation);
        }
    }
}
