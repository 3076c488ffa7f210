#include "rows.h"

#include <stdint.h>
#include <string.h>

/* Bits of a binary16 number as those of the float32 number of the same value: shifted into place the exponent is 112 too
 * small, which a multiplication mends, subnormal numbers included; infinities and NaN get theirs separately. */
static uint32_t widened_half(uint16_t half) {
    uint32_t bits = (uint32_t)(half & 0x7FFF) << 13;
    float value;
    memcpy(&value, &bits, 4);
    value *= 0x1p112f;
    memcpy(&bits, &value, 4);
    bits = (half & 0x7C00) == 0x7C00 ? 0x7F800000u | (uint32_t)(half & 0x3FF) << 13 : bits;
    return bits | (uint32_t)(half & 0x8000) << 16;
}

void kinora_widen(const void *source, int elementKind, float *result, long count) {
    typedef uint16_t any_half __attribute__((aligned(1)));
    const any_half *halves = source;
    if (elementKind == KINORA_FLOAT32) {
        memcpy(result, source, (size_t)count * 4);
    } else if (elementKind == KINORA_INT8) {
        const int8_t *integers = source;
        for (long i = 0; i < count; i++) result[i] = (float)integers[i];
    } else if (elementKind == KINORA_FLOAT16) {
        for (long i = 0; i < count; i++) {
            const uint32_t bits = widened_half(halves[i]);
            memcpy(result + i, &bits, 4);
        }
    } else {
        for (long i = 0; i < count; i++) {
            const uint32_t bits = (uint32_t)halves[i] << 16;
            memcpy(result + i, &bits, 4);
        }
    }
}

/* Square blocks of 4 are turned in registers, 16 columns of 4 rows at a time so that whole cache lines are read. */
void kinora_transpose(const float *x, long xStride, float *result, long resultStride, long rows, long columns) {
    typedef float four __attribute__((vector_size(16), aligned(4)));
    long i = 0;
    for (; i + 4 <= rows; i += 4) {
        const float *source = x + i * xStride;
        float *target = result + i;
        long j = 0;
        for (; j + 4 <= columns; j += 4) {
            const four a = *(const four *)(source + j), b = *(const four *)(source + xStride + j);
            const four c = *(const four *)(source + 2 * xStride + j), d = *(const four *)(source + 3 * xStride + j);
            const four p = __builtin_shufflevector(a, b, 0, 4, 1, 5), q = __builtin_shufflevector(c, d, 0, 4, 1, 5);
            const four r = __builtin_shufflevector(a, b, 2, 6, 3, 7), s = __builtin_shufflevector(c, d, 2, 6, 3, 7);
            *(four *)(target + j * resultStride) = __builtin_shufflevector(p, q, 0, 1, 4, 5);
            *(four *)(target + (j + 1) * resultStride) = __builtin_shufflevector(p, q, 2, 3, 6, 7);
            *(four *)(target + (j + 2) * resultStride) = __builtin_shufflevector(r, s, 0, 1, 4, 5);
            *(four *)(target + (j + 3) * resultStride) = __builtin_shufflevector(r, s, 2, 3, 6, 7);
        }
        for (; j < columns; j++)
            for (long k = 0; k < 4; k++) target[j * resultStride + k] = source[k * xStride + j];
    }
    for (; i < rows; i++)
        for (long j = 0; j < columns; j++) result[j * resultStride + i] = x[i * xStride + j];
}

void kinora_repeat(const float *x, long repeats, float *result, long count) {
    if (repeats == 2) {
        for (long i = 0; i < count; i++) result[2 * i] = result[2 * i + 1] = x[i];
    } else if (repeats == 4) {
        for (long i = 0; i < count; i++)
            for (long k = 0; k < 4; k++) result[4 * i + k] = x[i];
    } else {
        for (long i = 0; i < count; i++)
            for (long k = 0; k < repeats; k++) *result++ = x[i];
    }
}

void kinora_mean_of_runs(const float *x, long size, float *result, long count) {
    const float share = 1.0f / (float)size;
    for (long i = 0; i < count; i++, x += size) {
        float sum = 0;
        for (long k = 0; k < size; k++) sum += x[k];
        result[i] = sum * share;
    }
}
