/* The kernels of attention.h for one instruction set. Include after lanes.h.
 *
 * For every query the softmax runs along the keys with three things remembered: the largest score so far m, the sum of
 * weights s and the weighted sum of values o. A block of keys with largest score m' changes them by
 *
 *     M = max(m, m');  s = e^(m - M) s + sum of e^(score - M);  o = e^(m - M) o + sum of e^(score - M) value
 *
 * and the result is o / s. Scores exist for TILE_ROWS queries and one block of keys at a time, in the first-level
 * cache. A block of keys and values is packed once for all queries of the call; those panels and the sums o share the
 * second level. Milakov & Gimelshein 2018; Dao et al. 2022 (FlashAttention), algorithm 1. */

#include <math.h>

#include "attention.h"
#include "matrix_widen.h"
#include "matrix_panels.h"
#include "matrix_tile.h"
#include "vectormath.h"

/* Floats of packed keys, as many of packed values, and of sums: 128, 128 and 256 KB. */
#define PACKED_FLOATS 32768
#define SUM_FLOATS 65536
#define MOST_QUERIES 384

/* For tiles beside which nothing is brought closer. */
static const upcoming nothing = {0};

INLINE long whole_tiles(long columns) { return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS; }

/* 2^x for x <= 0, within 1 ulp down to 2^-126, which stands for everything below it.
 *
 * A minimax polynomial of degree 6 in r = x - round(x), |r| <= 1/2, then the integer goes into the exponent. */
INLINE lanes power_of_two(lanes x) {
    const float rounder = 0x1.8p23f;
    const lanes clamped = larger(broadcast(-126.0f), x);
    const lanes shifted = clamped + rounder;
    const lanes r = clamped - (shifted - rounder);
    lanes p = r * 1.53533620e-4f + 1.33988750e-3f;
    p = p * r + 9.61843692e-3f;
    p = p * r + 5.55033237e-2f;
    p = p * r + 2.40226477e-1f;
    p = p * r + 6.93147182e-1f;
    p = p * r + 1.0f;
    return (lanes)((lanes_int)p + ((lanes_int)shifted << 23));
}

/* Lanes changing places with those `distance`, a power of two, away: the steps of a fold over all lanes. */
INLINE lanes exchanged(lanes x, const int distance) {
    lanes y;
    UNROLL for (int i = 0; i < LANES; i++) y[i] = x[i ^ distance];
    return y;
}

INLINE float largest_of_lanes(lanes x) {
    UNROLL for (int distance = LANES / 2; distance > 0; distance /= 2) x = larger(x, exchanged(x, distance));
    return x[0];
}

INLINE float total_of_lanes(lanes x) {
    UNROLL for (int distance = LANES / 2; distance > 0; distance /= 2) x += exchanged(x, distance);
    return x[0];
}

/* Keys in a block: whole tiles, no more than one panel is deep. */
static long keys_of_block(long width) {
    const long fitting = PACKED_FLOATS / whole_tiles(width) / TILE_COLUMNS * TILE_COLUMNS;
    return least(DEPTH, fitting > TILE_COLUMNS ? fitting : TILE_COLUMNS);
}

static long most_queries(long width) {
    const long fitting = SUM_FLOATS / whole_tiles(width) / TILE_ROWS * TILE_ROWS;
    return least(MOST_QUERIES, fitting > TILE_ROWS ? fitting : TILE_ROWS);
}

/* Where a call keeps what. */
typedef struct {
    float *keys;    /* [depth slices][key tiles][depth][TILE_COLUMNS] */
    float *values;  /* [width tiles][keys][TILE_COLUMNS] */
    float *sums;    /* o: [queries][width in whole tiles] */
    float *left;    /* TILE_ROWS queries, DEPTH of their width */
    float *scores;  /* TILE_ROWS queries, one block of keys */
    float *largest; /* m: [queries] */
    float *weights; /* s: [queries] */
} workspace;

static workspace workspace_in(float *scratch, long width) {
    workspace w;
    w.keys = scratch;
    w.values = w.keys + keys_of_block(width) * whole_tiles(width);
    w.sums = w.values + keys_of_block(width) * whole_tiles(width);
    w.left = w.sums + most_queries(width) * whole_tiles(width);
    w.scores = w.left + TILE_ROWS * ROW_STRIDE;
    w.largest = w.scores + TILE_ROWS * ROW_STRIDE;
    w.weights = w.largest + MOST_QUERIES;
    return w;
}

static long scratch_floats(long width) {
    return (2 * keys_of_block(width) + most_queries(width)) * whole_tiles(width) + 2 * TILE_ROWS * ROW_STRIDE
        + 2 * MOST_QUERIES;
}

/* Keys first..<first+count of a head as right operand of the scores. */
static void pack_keys(const kinora_attention *attention, long head, long first, long count, float *panels) {
    const long stride = attention->heads * attention->width;
    for (long d = 0; d < attention->width; d += DEPTH) {
        const long depth = least(DEPTH, attention->width - d);
        for (long key = 0; key < count; key += TILE_COLUMNS) {
            const float *source = attention->keys + (first + key) * stride + head * attention->width + d;
            pack_transposed(source, KINORA_FLOAT32, stride, least(TILE_COLUMNS, count - key), depth, NULL, panels);
            panels += depth * TILE_COLUMNS;
        }
    }
}

/* Values first..<first+count of a head as right operand of the result. */
static void pack_values(const kinora_attention *attention, long head, long first, long count, float *panels) {
    const long width = attention->width;
    const long stride = attention->heads * width;
    const long whole = width / TILE_COLUMNS * TILE_COLUMNS;
    for (long key = 0; key < count; key++) {
        const float *source = attention->values + (first + key) * stride + head * width;
        float *target = panels + key * TILE_COLUMNS;
        for (long d = 0; d < whole; d += TILE_COLUMNS, target += count * TILE_COLUMNS) {
            store(target, load(source + d));
            store(target + LANES, load(source + d + LANES));
        }
        if (whole < width)
            for (long j = 0; j < TILE_COLUMNS; j++) target[j] = whole + j < width ? source[whole + j] : 0;
    }
}

/* Scores of `rows` queries from `query` on with `count` keys from `first` on. */
INLINE void score(const kinora_attention *attention, long head, long query, long rows, long first, long count,
                  const workspace *w) {
    static const float zeros[TILE_COLUMNS];
    const long stride = attention->heads * attention->width;
    const float *panel = w->keys;
    for (long d = 0; d < attention->width; d += DEPTH) {
        const long depth = least(DEPTH, attention->width - d);
        copy_rows(attention->queries + query * stride + head * attention->width + d, stride, rows, depth,
                  attention->scale, w->left);
        for (long key = 0; key < count; key += TILE_COLUMNS, panel += depth * TILE_COLUMNS) {
            float *scores = w->scores + key;
            if (d > 0) {
                tile(rows, TILE_COLUMNS, w->left, panel, depth, scores, ROW_STRIDE, scores, ROW_STRIDE, &nothing);
            } else if (attention->bias) {
                const float *bias = attention->bias + head * attention->biasHeadStride
                    + query * attention->biasQueryStride + first + key;
                tile(rows, least(TILE_COLUMNS, count - key), w->left, panel, depth, bias, attention->biasQueryStride,
                     scores, ROW_STRIDE, &nothing);
            } else {
                tile(rows, TILE_COLUMNS, w->left, panel, depth, zeros, 0, scores, ROW_STRIDE, &nothing);
            }
        }
    }
}

/* Turns the scores of one query into weights e^(score - M) and brings m and s up to date.
 * Returns e^(m - M), by which o is to be multiplied. */
INLINE float weigh(float *scores, long count, float *largest, float *weights) {
    const float unit = 1.44269504f; /* 1 / log 2: e^x = 2^(x / log 2) */
    for (long key = count; key % LANES != 0; key++) scores[key] = -INFINITY;
    /* In two parts, so that one comparison need not wait for the other. */
    lanes most = broadcast(*largest), others = most;
    long key = 0;
    for (; key + LANES < count; key += 2 * LANES) {
        most = larger(load(scores + key), most);
        others = larger(load(scores + key + LANES), others);
    }
    if (key < count) most = larger(load(scores + key), most);
    const float top = largest_of_lanes(larger(most, others));
    /* Where all keys so far are shut out by a bias of minus infinity, any finite number gives weights next to 0. */
    const lanes origin = broadcast(top == -INFINITY ? 0 : top);
    lanes sum = {0};
    for (long key = 0; key < count; key += LANES) {
        const lanes weight = power_of_two((load(scores + key) - origin) * unit);
        store(scores + key, weight);
        sum += weight;
    }
    const float change = top == *largest ? 1 : power_of_two((broadcast(*largest) - origin) * unit)[0];
    *weights = *weights * change + total_of_lanes(sum);
    *largest = top;
    return change;
}

/* o = change o + weights values for `rows` queries. */
INLINE void add_values(const float changes[TILE_ROWS], long rows, long count, long width, int begin, float *sums,
                       const workspace *w) {
    static const float zeros[TILE_COLUMNS];
    const long columns = whole_tiles(width);
    for (long i = 0; i < rows && !begin; i++) {
        if (changes[i] == 1) continue;
        float *row = sums + i * columns;
        for (long d = 0; d < columns; d += LANES) store(row + d, load(row + d) * changes[i]);
    }
    for (long d = 0; d < columns; d += TILE_COLUMNS)
        tile(rows, TILE_COLUMNS, w->scores, w->values + d * count, count, begin ? zeros : sums + d,
             begin ? 0 : columns, sums + d, columns, &nothing);
}

/* Brings keys and values first..<end of a head closer. */
INLINE void prefetch_keys(const kinora_attention *attention, long head, long first, long end) {
    const long width = attention->width;
    for (long key = first; key < end; key++) {
        const long offset = (key * attention->heads + head) * width;
        for (long d = 0; d < width; d += 16) {
            __builtin_prefetch(attention->keys + offset + d, 0, 2);
            __builtin_prefetch(attention->values + offset + d, 0, 2);
        }
    }
}

static void attention_block(const kinora_attention *attention, long head, long firstQuery, long endQuery,
                            float *scratch) {
    const long width = attention->width;
    const long columns = whole_tiles(width);
    const long block = keys_of_block(width);
    const workspace w = workspace_in(scratch, width);
    for (long i = 0; i < endQuery - firstQuery; i++) {
        w.largest[i] = -INFINITY;
        w.weights[i] = 0;
    }
    for (long key = 0; key < attention->keyCount; key += block) {
        const long count = least(block, attention->keyCount - key);
        pack_keys(attention, head, key, count, w.keys);
        pack_values(attention, head, key, count, w.values);
        for (long query = firstQuery; query < endQuery; query += TILE_ROWS) {
            const long rows = least(TILE_ROWS, endQuery - query);
            const long position = query - firstQuery;
            float changes[TILE_ROWS];
            score(attention, head, query, rows, key, count, &w);
            for (long i = 0; i < rows; i++) {
                const long own = position + i;
                changes[i] = weigh(w.scores + i * ROW_STRIDE, count, w.largest + own, w.weights + own);
            }
            /* Meanwhile a share of the next block, all shares adding up to the whole. */
            const long next = least(block, attention->keyCount - key - count);
            prefetch_keys(attention, head, key + block + next * position / (endQuery - firstQuery),
                          key + block + next * (position + rows) / (endQuery - firstQuery));
            add_values(changes, rows, count, width, key == 0, w.sums + position * columns, &w);
        }
    }
    const long stride = attention->heads * width;
    for (long query = firstQuery; query < endQuery; query++) {
        const float *sums = w.sums + (query - firstQuery) * columns;
        const float factor = 1 / w.weights[query - firstQuery];
        float *result = attention->result + query * stride + head * width;
        for (long d = 0; d < width; d += LANES)
            store_first(result + d, load(sums + d) * factor, least(LANES, width - d));
    }
}

#define ATTENTION_KERNELS(name) {name, TILE_ROWS, most_queries, scratch_floats, attention_block}
