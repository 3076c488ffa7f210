/* A block of activation(x weight^T + bias) for many rows. Include after matrix_tile.h and vectormath.h. */

#include "matrix.h"

/* So many weight rows are packed at a time: DEPTH x MOST_OUTPUTS floats take 384 KB of the second-level cache. */
#define MOST_OUTPUTS 256

/* Packs weights of outputs first..<end, inputs k..<k+depth, into panels of DEPTH x TILE_COLUMNS, each output times its
 * scale and its gate where there are any. */
static void pack_weights(const kinora_linear *linear, long firstOutput, long endOutput, long k, long depth,
                         float *panels) {
    const int scaled = linear->scales || linear->gates;
    for (long output = firstOutput; output < endOutput; output += TILE_COLUMNS) {
        const long columns = least(TILE_COLUMNS, endOutput - output);
        const int kind = linear->weightKind;
        const char *source = (const char *)linear->weight + (output * linear->inputs + k) * bytes_of(kind);
        float *panel = panels + (output - firstOutput) * DEPTH;
        float products[TILE_COLUMNS];
        for (long j = 0; j < columns && scaled; j++)
            products[j] = (linear->scales ? linear->scales[output + j] : 1)
                * (linear->gates ? linear->gates[output + j] : 1);
        const float *factors = scaled ? products : NULL;
        /* One copy of the code for each kind: the test would otherwise stand before every load. */
        switch (kind) {
        case KINORA_FLOAT32:
            pack_transposed(source, KINORA_FLOAT32, linear->inputs, columns, depth, factors, panel);
            break;
        case KINORA_FLOAT16:
            pack_transposed(source, KINORA_FLOAT16, linear->inputs, columns, depth, factors, panel);
            break;
        case KINORA_INT8:
            pack_transposed(source, KINORA_INT8, linear->inputs, columns, depth, factors, panel);
            break;
        default:
            pack_transposed(source, KINORA_BFLOAT16, linear->inputs, columns, depth, factors, panel);
        }
    }
}

/* Adds the bias, gated where there are gates, to rows of a result that is added to. */
static void add_bias(const kinora_linear *linear, long row, long rows, long firstOutput, long endOutput) {
    for (long i = row; i < row + rows; i++) {
        float *result = linear->result + i * linear->outputs;
        for (long j = firstOutput; j < endOutput; j++)
            result[j] += linear->gates ? linear->bias[j] * linear->gates[j] : linear->bias[j];
    }
}

/* The share of the next rows of x that a tile at `output` of `outputs` brings closer; the shares add up to the whole. */
INLINE upcoming share_of_rows(const float *x, long stride, long rows, long depth, long output, long outputs) {
    const long first = depth * output / outputs, end = least(depth, depth * (output + TILE_COLUMNS) / outputs);
    return (upcoming){x + first, least(TILE_ROWS, rows), stride, end - first};
}

/* Sums over DEPTH inputs at a time: weights are packed, widened on the way, and stay in the second-level cache while
 * all rows pass; the first sums begin with the bias, later ones, and those that are added to the result, with what it
 * holds so far. */
static void linear_block(const kinora_linear *linear, long firstRow, long endRow, long firstOutput, long endOutput,
                         float *scratch) {
    static const float zeros[TILE_COLUMNS];
    const long inputs = linear->inputs, outputs = linear->outputs;
    float *panels = scratch;
    float *left = panels + DEPTH * MOST_OUTPUTS;
    for (long k = 0; k < inputs; k += DEPTH) {
        const long depth = least(DEPTH, inputs - k);
        const int begins = k == 0 && !linear->adds;
        pack_weights(linear, firstOutput, endOutput, k, depth, panels);
        for (long row = firstRow; row < endRow; row += TILE_ROWS) {
            const long rows = least(TILE_ROWS, endRow - row);
            const float *x = linear->x + row * inputs + k;
            copy_rows(x, inputs, rows, depth, 1, left);
            if (k == 0 && linear->adds && linear->bias) add_bias(linear, row, rows, firstOutput, endOutput);
            float *result = linear->result + row * outputs;
            for (long output = firstOutput; output < endOutput; output += TILE_COLUMNS) {
                const long columns = least(TILE_COLUMNS, endOutput - output);
                const float *panel = panels + (output - firstOutput) * DEPTH;
                const float *bias = linear->bias ? linear->bias + output : zeros;
                const upcoming next = share_of_rows(x + TILE_ROWS * inputs, inputs, endRow - row - TILE_ROWS, depth,
                                                    output - firstOutput, endOutput - firstOutput);
                tile(rows, columns, left, panel, depth, begins ? bias : result + output, begins ? 0 : outputs,
                     result + output, outputs, &next);
            }
            if (k + depth == inputs && linear->activation != KINORA_IDENTITY)
                activate_rows(result + firstOutput, outputs, rows, endOutput - firstOutput, linear->activation);
        }
    }
}
