/* The innermost product: one tile of the result in registers. Include after matrix_panels.h. */

/* Rows that will be read next: their lines are brought closer while a tile is at work. */
typedef struct {
    const float *first;
    long rows, stride; /* rows lie `stride` numbers apart */
    long columns;
} upcoming;

/* Adds the outer product of a column of the left and a row of the right operand. */
INLINE void add_outer_product(const int rows, const float *left, const float *right, lanes sums[TILE_ROWS][2]) {
    const lanes right0 = *(const lanes *)right, right1 = *(const lanes *)(right + LANES);
    UNROLL for (int i = 0; i < rows; i++) {
        const lanes factor = broadcast(left[i * ROW_STRIDE]);
        sums[i][0] = factor * right0 + sums[i][0];
        sums[i][1] = factor * right1 + sums[i][1];
    }
}

/* Products between two rows of what is upcoming: a whole DEPTH has TILE_ROWS such stretches. */
#define STRETCH (DEPTH / TILE_ROWS)

/* result[i][j] = start[i][j] + sum over k of left[i][k] right[k][j] for i < rows, j < TILE_COLUMNS, k < depth.
 *
 * `left` has rows ROW_STRIDE apart, `right` is a panel of TILE_COLUMNS, aligned. A stride of 0 for `start` begins every
 * row alike; `start` may be the result itself. Both are wanted last: the result is brought closer meanwhile. */
INLINE void tile_of(const int rows, const float *left, const float *right, long depth, const float *start,
                    long startStride, float *result, long resultStride, const upcoming *next) {
    lanes sums[TILE_ROWS][2] = {0};
    UNROLL for (int i = 0; i < rows; i++)
        for (int j = 0; j < TILE_COLUMNS; j += 16) __builtin_prefetch(result + i * resultStride + j, 1);
    /* A row of what is upcoming every so often: more at once would wait for one another. */
    const float *line = next->first;
    long rest = next->rows, k = 0;
    for (; k + STRETCH <= depth; k += STRETCH, line += next->stride) {
        if (rest-- > 0)
            for (long j = 0; j < next->columns; j += 16) __builtin_prefetch(line + j, 0, 2);
        _Pragma("clang loop unroll_count(4)")
        for (long j = k; j < k + STRETCH; j++) add_outer_product(rows, left + j, right + j * TILE_COLUMNS, sums);
    }
    for (; k < depth; k++) add_outer_product(rows, left + k, right + k * TILE_COLUMNS, sums);
    UNROLL for (int i = 0; i < rows; i++) {
        store(result + i * resultStride, sums[i][0] + load(start + i * startStride));
        store(result + i * resultStride + LANES, sums[i][1] + load(start + i * startStride + LANES));
    }
}

/* A function for each number of rows, so that sums stay in registers. */
typedef void tile_function(const float *left, const float *right, long depth, const float *start, long startStride,
                           float *result, long resultStride, const upcoming *next);
#define TILE_FUNCTION(rows) \
    static __attribute__((noinline)) void tile_##rows(const float *left, const float *right, long depth, \
                                                      const float *start, long startStride, float *result, \
                                                      long resultStride, const upcoming *next) { \
        tile_of(rows, left, right, depth, start, startStride, result, resultStride, next); \
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
                 long startStride, float *result, long resultStride, const upcoming *next) {
    if (columns == TILE_COLUMNS) {
        tiles[rows - 1](left, right, depth, start, startStride, result, resultStride, next);
        return;
    }
    float copy[TILE_ROWS * TILE_COLUMNS] = {0};
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) copy[i * TILE_COLUMNS + j] = start[i * startStride + j];
    tiles[rows - 1](left, right, depth, copy, TILE_COLUMNS, copy, TILE_COLUMNS, next);
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) result[i * resultStride + j] = copy[i * TILE_COLUMNS + j];
}
