/* The kernels of matrix.h for one instruction set. Include after lanes.h. */

#include "matrix.h"
#include "vectormath.h"
#include "matrix_widen.h"
#include "matrix_panels.h"
#include "matrix_tile.h"

/* Applies an activation to rows of `count` numbers in place. */
static void activate_rows(float *x, long stride, long rows, long count, int activation) {
    for (long i = 0; i < rows; i++) {
        float *row = x + i * stride;
        long j = 0;
        for (; j + LANES <= count; j += LANES) store(row + j, activation_of(load(row + j), activation));
        if (j < count) store_first(row + j, activation_of(load_first(row + j, count - j), activation), count - j);
    }
}

#include "matrix_block.h"
#include "matrix_few.h"

/* Up to so many rows the inner products of `linear_few` are faster: measured. */
#define FEW_ROWS_LIMIT 32
#define BLOCK_SCRATCH (DEPTH * MOST_OUTPUTS + TILE_ROWS * ROW_STRIDE)

#define MATRIX_KERNELS(name) \
    {name, TILE_ROWS, TILE_COLUMNS, FEW_ROWS_LIMIT, MOST_OUTPUTS, BLOCK_SCRATCH, linear_few, linear_block}
