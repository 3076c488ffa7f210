/* How operands are laid out for `matrix_tile.h`. Include after lanes.h and matrix_widen.h.
 *
 * A tile of the result is TILE_ROWS x TILE_COLUMNS, held in registers: 12 or 24 vectors of sums, enough to keep two
 * multipliers busy whose results take 4 cycles, beside two vectors of the right operand. Sums run over at most DEPTH
 * products at a time: so the rows of the left operand stay in the first-level cache (19 KB at most) while panels of
 * the right operand, kept in the second level, stream past them. Goto & van de Geijn 2008; Van Zee & van de Geijn 2015
 * (BLIS). */

#if LANES == 16 || defined(__aarch64__)
#define TILE_ROWS 12
#else
#define TILE_ROWS 6
#endif
#define TILE_COLUMNS (2 * LANES)
#define DEPTH 384
/* Rows of the left operand lie so far apart: a constant, so that addresses are immediate, and an odd number of cache
 * lines, so that the rows do not contend for the same sets of the cache. */
#define ROW_STRIDE (DEPTH + 16)

INLINE long least(long a, long b) { return a < b ? a : b; }

/* Interleaves the lower and the upper halves of two vectors: a0 b0 a1 b1 ... */
#if LANES == 16
#define LOWER(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define UPPER(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif LANES == 8
#define LOWER(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define UPPER(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define LOWER(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define UPPER(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#endif

/* Transposes a square of numbers: as many perfect shuffles of the rows as the width has bits. */
INLINE void transpose_square(lanes rows[LANES]) {
    UNROLL for (int step = 1; step < LANES; step *= 2) {
        lanes next[LANES];
        UNROLL for (int i = 0; i < LANES / 2; i++) {
            next[2 * i] = LOWER(rows[i], rows[i + LANES / 2]);
            next[2 * i + 1] = UPPER(rows[i], rows[i + LANES / 2]);
        }
        UNROLL for (int i = 0; i < LANES; i++) rows[i] = next[i];
    }
}

/* A panel of the right operand from rows that hold its columns: panel[k][j] = source[j][k] for `columns` rows of the
 * source `stride` numbers apart, times scales[j] where scales are given; columns up to TILE_COLUMNS become 0. */
INLINE void pack_transposed(const void *source, int kind, long stride, long columns, long depth, const float *scales,
                            float *panel) {
    const char *bytes = source;
    const long size = bytes_of(kind);
    for (long k = 0; k < depth; k += LANES) {
        const long count = least(LANES, depth - k);
        for (long j = 0; j < TILE_COLUMNS; j += LANES) {
            lanes square[LANES];
            if (count == LANES && columns - j >= LANES) {
                const char *row = bytes + (j * stride + k) * size;
                UNROLL for (int i = 0; i < LANES; i++, row += stride * size) square[i] = load_widened(row, kind);
            } else {
                for (int i = 0; i < LANES; i++)
                    square[i] = j + i < columns
                        ? load_first_widened(bytes + ((j + i) * stride + k) * size, kind, count)
                        : (lanes){0};
            }
            transpose_square(square);
            if (scales) {
                const lanes factors = columns - j >= LANES ? load(scales + j)
                    : columns > j                          ? load_first(scales + j, columns - j)
                                                           : (lanes){0};
                UNROLL for (int i = 0; i < LANES; i++) square[i] *= factors;
            }
            if (count == LANES) {
                UNROLL for (int i = 0; i < LANES; i++) store(panel + (k + i) * TILE_COLUMNS + j, square[i]);
            } else {
                for (int i = 0; i < count; i++) store(panel + (k + i) * TILE_COLUMNS + j, square[i]);
            }
        }
    }
}

/* Rows of the left operand, side by side: copy[i][k] = factor source[i][k]. */
INLINE void copy_rows(const float *source, long stride, long rows, long depth, float factor, float *copy) {
    for (long i = 0; i < rows; i++) {
        const float *from = source + i * stride;
        float *to = copy + i * ROW_STRIDE;
        long k = 0;
        for (; k + LANES <= depth; k += LANES) store(to + k, load(from + k) * factor);
        for (; k < depth; k++) to[k] = from[k] * factor;
    }
}
