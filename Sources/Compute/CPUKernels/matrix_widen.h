/* Loads of float32, float16 and bfloat16 numbers and 8-bit integers, at any address, as float32. Include after lanes.h. */

#include <string.h>

#include "elements.h"

INLINE long bytes_of(int kind) { return kind == KINORA_FLOAT32 ? 4 : kind == KINORA_INT8 ? 1 : 2; }

typedef int8_t byte_lanes __attribute__((vector_size(LANES)));
typedef uint16_t half_lanes __attribute__((vector_size(LANES * 2)));
typedef uint32_t lanes_bits __attribute__((vector_size(LANES * 4)));

/* bfloat16 is the upper half of a float. */
INLINE lanes widened_bfloat16(half_lanes bits) { return (lanes)(__builtin_convertvector(bits, lanes_bits) << 16); }

/* IEEE 754 binary16, subnormal numbers, infinities and NaN included. */
INLINE lanes widened_float16(half_lanes bits) {
#if LANES == 4 && defined(__x86_64__)
    /* SSE2 has no such conversion. A multiplication moves the exponent's bias from 15 to 127 and normalises. */
    const lanes_bits wide = __builtin_convertvector(bits, lanes_bits);
    const lanes_bits value = (lanes_bits)((lanes)((wide & 0x7FFF) << 13) * 0x1p112f);
    const lanes_bits special = (lanes_bits)((wide & 0x7C00) == 0x7C00) & 0x7F800000;
    return (lanes)(value | special | (wide & 0x8000) << 16);
#else
    typedef _Float16 halves __attribute__((vector_size(LANES * 2)));
    return __builtin_convertvector((halves)bits, lanes);
#endif
}

INLINE lanes load_widened(const void *source, int kind) {
    if (kind == KINORA_FLOAT32) {
        lanes value;
        memcpy(&value, source, sizeof value);
        return value;
    }
    if (kind == KINORA_INT8) {
        byte_lanes bytes;
        memcpy(&bytes, source, sizeof bytes);
        return __builtin_convertvector(__builtin_convertvector(bytes, lanes_int), lanes);
    }
    half_lanes bits;
    memcpy(&bits, source, sizeof bits);
    return kind == KINORA_FLOAT16 ? widened_float16(bits) : widened_bfloat16(bits);
}

/* The first `count` lanes; the others are 0. */
INLINE lanes load_first_widened(const void *source, int kind, long count) {
    char copy[LANES * 4] = {0};
    for (long i = 0; i < count * bytes_of(kind); i++) copy[i] = ((const char *)source)[i];
    return load_widened(copy, kind);
}
