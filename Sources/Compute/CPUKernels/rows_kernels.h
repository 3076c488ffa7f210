/* Kernels on rows and elements, written for vectors of LANES.
 *
 * - Precision: float32; sums over a row run in LANES or more partial sums that are added by halves at the end, so their
 *   error grows with the logarithm of the row, not its length. Variance takes a second pass around the mean.
 *
 * Defined before including: LANES. */

#include "rows.h"

/* Numbers past a row's end are read as 0 and never written. */
#define FOR_EACH_VECTOR(i, count, length)                                                                             \
    for (long i = 0, count; i < (length) && ((count = (length) - i < LANES ? (length) - i : LANES), 1); i += LANES)

INLINE lanes load_up_to(const float *source, long count) {
    return count == LANES ? load(source) : load_first(source, count);
}
INLINE void store_up_to(float *target, lanes value, long count) {
    if (count == LANES) store(target, value);
    else store_first(target, value, count);
}

/* The sum of (x[i] - offset)^2 or, where squared is 0, of x[i] - offset, in two vectors of partial sums. */
INLINE float sum_of(const float *x, float offset, int squared, long length) {
    lanes sums[2] = {{0}, {0}};
    const lanes offsets = broadcast(offset);
    long i = 0;
    for (; i + 2 * LANES <= length; i += 2 * LANES)
        for (int k = 0; k < 2; k++) {
            const lanes value = load(x + i + k * LANES) - offsets;
            sums[k] += squared ? value * value : value;
        }
    if (i + LANES <= length) {
        const lanes value = load(x + i) - offsets;
        sums[1] += squared ? value * value : value;
        i += LANES;
    }
    if (i < length) {
        const lanes value = first_lanes(load_first(x + i, length - i) - offsets, length - i);
        sums[0] += squared ? value * value : value;
    }
    return sum_of_lanes(sums[0] + sums[1]);
}

static void layer_norm(const float *x, const float *scale, const float *shift, float epsilon, float *result, long rows,
                       long channels) {
    for (long row = 0; row < rows; row++, x += channels, result += channels) {
        const float mean = sum_of(x, 0, 0, channels) / (float)channels;
        const float variance = sum_of(x, mean, 1, channels) / (float)channels;
        const lanes means = broadcast(mean), factors = broadcast(1 / __builtin_sqrtf(variance + epsilon));
        FOR_EACH_VECTOR(i, count, channels) {
            lanes value = (load_up_to(x + i, count) - means) * factors;
            if (scale) value *= load_up_to(scale + i, count);
            if (shift) value += load_up_to(shift + i, count);
            store_up_to(result + i, value, count);
        }
    }
}

static void rms_norm(const float *x, const float *weight, float epsilon, float *result, long rows, long channels) {
    for (long row = 0; row < rows; row++, x += channels, result += channels) {
        const float square = sum_of(x, 0, 1, channels) / (float)channels;
        const lanes factors = broadcast(1 / __builtin_sqrtf(square + epsilon));
        FOR_EACH_VECTOR(i, count, channels)
        store_up_to(result + i, load_up_to(x + i, count) * factors * load_up_to(weight + i, count), count);
    }
}

/* Half a vector of angles, each twice: a b -> a a b b. */
INLINE lanes load_doubled(const float *source) {
#if LANES == 16
    typedef float half __attribute__((vector_size(32), aligned(4)));
    const half h = *(const half *)source;
    return __builtin_shufflevector(h, h, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
#elif LANES == 8
    typedef float half __attribute__((vector_size(16), aligned(4)));
    const half h = *(const half *)source;
    return __builtin_shufflevector(h, h, 0, 0, 1, 1, 2, 2, 3, 3);
#else
    return (lanes){source[0], source[0], source[1], source[1]};
#endif
}

INLINE lanes swap_pairs(lanes x) {
#if LANES == 16
    return __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
#elif LANES == 8
    return __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6);
#else
    return __builtin_shufflevector(x, x, 1, 0, 3, 2);
#endif
}

/* (a, b) -> (a cos - b sin, b cos + a sin): the pair times its cosines plus the swapped pair times its signed sines. */
static void rotate(float *x, const float *cosines, const float *sines, long pairs, long rows, long channels) {
    lanes signs;
    for (int i = 0; i < LANES; i++) signs[i] = i % 2 ? 1 : -1;
    for (long row = 0; row < rows; row++, cosines += pairs, sines += pairs)
        for (long first = 0; first < channels; first += 2 * pairs, x += 2 * pairs) {
            long i = 0;
            for (; i + LANES / 2 <= pairs; i += LANES / 2) {
                const lanes value = load(x + 2 * i);
                store(x + 2 * i, value * load_doubled(cosines + i) + swap_pairs(value) * signs * load_doubled(sines + i));
            }
            for (; i < pairs; i++) {
                const float a = x[2 * i], b = x[2 * i + 1];
                x[2 * i] = a * cosines[i] - b * sines[i];
                x[2 * i + 1] = b * cosines[i] + a * sines[i];
            }
        }
}

static void unit_norm(const float *x, const float *weight, int silu, float *result, long rows, long channels) {
    const float root = __builtin_sqrtf((float)channels);
    for (long row = 0; row < rows; row++, x += channels, result += channels) {
        const float length = __builtin_sqrtf(sum_of(x, 0, 1, channels));
        const lanes factors = broadcast(root / (length > 1e-12f ? length : 1e-12f));
        FOR_EACH_VECTOR(i, count, channels) {
            const lanes value = load_up_to(x + i, count) * factors * load_up_to(weight + i, count);
            store_up_to(result + i, silu ? silu_of(value) : value, count);
        }
    }
}

static void activate(const float *x, int activation, float *result, long length) {
    FOR_EACH_VECTOR(i, count, length) {
        const lanes value = load_up_to(x + i, count);
        store_up_to(result + i, activation_of(value, activation), count);
    }
}

static void multiply(const float *x, const float *y, float *result, long length) {
    FOR_EACH_VECTOR(i, count, length)
    store_up_to(result + i, load_up_to(x + i, count) * load_up_to(y + i, count), count);
}

static void accumulate(const float *y, const float *gate, float *x, long rows, long channels) {
    if (!gate) channels *= rows, rows = 1;
    for (long row = 0; row < rows; row++, x += channels, y += channels)
        FOR_EACH_VECTOR(i, count, channels) {
            const lanes value = load_up_to(y + i, count), sum = load_up_to(x + i, count);
            store_up_to(x + i, gate ? sum + value * load_up_to(gate + i, count) : sum + value, count);
        }
}

static void weighted_sum(const float *const *terms, const float *coefficients, long termCount, float *result, long first,
                         long end) {
    FOR_EACH_VECTOR(i, count, end - first) {
        lanes sum = load_up_to(terms[0] + first + i, count) * coefficients[0];
        for (long t = 1; t < termCount; t++) sum += load_up_to(terms[t] + first + i, count) * coefficients[t];
        store_up_to(result + first + i, sum, count);
    }
}

/* NaN and infinity are the numbers whose exponent bits are all ones. */
static int is_finite(const float *x, long length) {
    const int32_t exponent = 0x7F800000;
    lanes_int found = {0};
    FOR_EACH_VECTOR(i, count, length) {
        const lanes_int bits = (lanes_int)load_up_to(x + i, count);
        found |= (bits & exponent) == exponent;
    }
    int32_t any = 0;
    for (int i = 0; i < LANES; i++) any |= found[i];
    return any == 0;
}

/* Added up in float32 over so few numbers that rounding does not matter, then in double. */
static double sum_of_magnitudes(const float *x, long length) {
    enum { RUN = 4096 };
    const int32_t magnitude = 0x7FFFFFFF;
    double total = 0;
    for (long first = 0; first < length; first += RUN) {
        const long end = length - first < RUN ? length - first : RUN;
        lanes sum = {0};
        FOR_EACH_VECTOR(i, count, end) sum += (lanes)((lanes_int)load_up_to(x + first + i, count) & magnitude);
        total += sum_of_lanes(sum);
    }
    return total;
}
