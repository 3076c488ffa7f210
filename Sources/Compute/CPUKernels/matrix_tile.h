/* The innermost product: one tile of the result in registers. Include after matrix_panels.h. */

/* result[i][j] = start[i][j] + sum over k of left[i][k] right[k][j] for i < rows, j < TILE_COLUMNS, k < depth.
 *
 * `left` has rows ROW_STRIDE apart, `right` is a panel of TILE_COLUMNS, aligned. A stride of 0 for `start` begins every
 * row alike; `start` may be the result itself. */
INLINE void tile_of(const int rows, const float *left, const float *right, long depth, const float *start,
                    long startStride, float *result, long resultStride) {
    lanes sums[TILE_ROWS][2];
    UNROLL for (int i = 0; i < rows; i++) {
        sums[i][0] = load(start + i * startStride);
        sums[i][1] = load(start + i * startStride + LANES);
    }
    for (long k = 0; k < depth; k++) {
        const lanes right0 = *(const lanes *)(right + k * TILE_COLUMNS);
        const lanes right1 = *(const lanes *)(right + k * TILE_COLUMNS + LANES);
        UNROLL for (int i = 0; i < rows; i++) {
            const lanes factor = broadcast(left[i * ROW_STRIDE + k]);
            sums[i][0] = factor * right0 + sums[i][0];
            sums[i][1] = factor * right1 + sums[i][1];
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        store(result + i * resultStride, sums[i][0]);
        store(result + i * resultStride + LANES, sums[i][1]);
    }
}

/* A function for each number of rows, so that sums stay in registers. */
typedef void tile_function(const float *left, const float *right, long depth, const float *start, long startStride,
                           float *result, long resultStride);
#define TILE_FUNCTION(rows) \
    static __attribute__((noinline)) void tile_##rows(const float *left, const float *right, long depth, \
                                                      const float *start, long startStride, float *result, \
                                                      long resultStride) { \
        tile_of(rows, left, right, depth, start, startStride, result, resultStride); \
    }
TILE_FUNCTION(1)
TILE_FUNCTION(2)
TILE_FUNCTION(3)
TILE_FUNCTION(4)
TILE_FUNCTION(5)
TILE_FUNCTION(6)
#if TILE_ROWS == 12
TILE_FUNCTION(7)
TILE_FUNCTION(8)
TILE_FUNCTION(9)
TILE_FUNCTION(10)
TILE_FUNCTION(11)
TILE_FUNCTION(12)
#endif

static tile_function *const tiles[TILE_ROWS] = {
    tile_1, tile_2, tile_3, tile_4,  tile_5,  tile_6,
#if TILE_ROWS == 12
    tile_7, tile_8, tile_9, tile_10, tile_11, tile_12,
#endif
};

/* The same for a tile of `columns` <= TILE_COLUMNS; columns beyond are not touched. */
INLINE void tile(long rows, long columns, const float *left, const float *right, long depth, const float *start,
                 long startStride, float *result, long resultStride) {
    if (columns == TILE_COLUMNS) {
        tiles[rows - 1](left, right, depth, start, startStride, result, resultStride);
        return;
    }
    float copy[TILE_ROWS * TILE_COLUMNS] = {0};
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) copy[i * TILE_COLUMNS + j] = start[i * startStride + j];
    tiles[rows - 1](left, right, depth, copy, TILE_COLUMNS, copy, TILE_COLUMNS);
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) result[i * resultStride + j] = copy[i * TILE_COLUMNS + j];
}
