/* A vector of LANES floats and the few things kernels do with it. A source file defines LANES (4, 8 or 16), switches the
 * instruction set on, includes this and then the kernels: one text serves every instruction set. */

#include <stddef.h>
#include <stdint.h>

#if LANES == 16 || LANES == 8
#include <immintrin.h>
#endif

/* Before a loop over registers: without it a long one would stay a loop over memory. */
#define UNROLL _Pragma("clang loop unroll(full)")

#define INLINE static inline __attribute__((always_inline, unused))

typedef float lanes __attribute__((vector_size(LANES * 4)));
typedef int32_t lanes_int __attribute__((vector_size(LANES * 4)));
typedef float unaligned_lanes __attribute__((vector_size(LANES * 4), aligned(4)));

INLINE lanes load(const float *source) { return *(const unaligned_lanes *)source; }
INLINE void store(float *target, lanes value) { *(unaligned_lanes *)target = value; }
INLINE lanes broadcast(float value) { return value - (lanes){0}; }

/* The first `count` lanes, 0 <= count <= LANES; the others read as 0 and are not written. No byte beyond is touched. */
#if LANES == 16
INLINE lanes load_first(const float *source, long count) {
    return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), source);
}
INLINE void store_first(float *target, lanes value, long count) {
    _mm512_mask_storeu_ps(target, (__mmask16)((1u << count) - 1), value);
}
#elif LANES == 8
static const int32_t lane_masks[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
INLINE lanes load_first(const float *source, long count) {
    return _mm256_maskload_ps(source, _mm256_loadu_si256((const __m256i *)(lane_masks + 8 - count)));
}
INLINE void store_first(float *target, lanes value, long count) {
    _mm256_maskstore_ps(target, _mm256_loadu_si256((const __m256i *)(lane_masks + 8 - count)), value);
}
#else
INLINE lanes load_first(const float *source, long count) {
    lanes value = {0};
    for (long i = 0; i < count; i++) value[i] = source[i];
    return value;
}
INLINE void store_first(float *target, lanes value, long count) {
    for (long i = 0; i < count; i++) target[i] = value[i];
}
#endif

/* The sum of all lanes, by halves. */
INLINE float sum_of_lanes(lanes value) {
    typedef float four __attribute__((vector_size(16)));
#if LANES == 16
    typedef float eight __attribute__((vector_size(32)));
    const eight half = __builtin_shufflevector(value, value, 0, 1, 2, 3, 4, 5, 6, 7) +
                       __builtin_shufflevector(value, value, 8, 9, 10, 11, 12, 13, 14, 15);
#elif LANES == 8
    const lanes half = value;
#endif
#if LANES > 4
    const four quarter = __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
#else
    const four quarter = value;
#endif
    const four pair = quarter + __builtin_shufflevector(quarter, quarter, 2, 3, 0, 1);
    return pair[0] + pair[1];
}

/* Lane by lane the one number or the other; a condition is the result of a comparison. */
INLINE lanes lanes_if(lanes_int condition, lanes yes, lanes no) {
    return (lanes)((condition & (lanes_int)yes) | (~condition & (lanes_int)no));
}

/* The first `count` lanes of a vector, then zeros. */
INLINE lanes first_lanes(lanes value, long count) {
    lanes_int position;
    for (int i = 0; i < LANES; i++) position[i] = i;
    return (lanes)((lanes_int)value & (position < (int32_t)count));
}
