#include "peak.h"

#define SUMS 12

/* Keeps the compiler from working out the loop in advance. */
#if defined(__x86_64__)
#define REGISTERS(a, b) "+v"(a), "+v"(b)
#else
#define REGISTERS(a, b) "+w"(a), "+w"(b)
#endif

/* The loop for vectors of `lanes` numbers. The sums are handed out, so that they cannot be left out. */
#define MULTIPLY_ADD(name, lanes, attributes) \
    attributes static double name(long iterations) { \
        typedef float vector __attribute__((vector_size(4 * lanes))); \
        vector sums[SUMS] = {0}; \
        vector factor = {0}, term = {0}; \
        factor += 0.999f, term += 0.001f; \
        for (long i = 0; i < iterations; i++) { \
            _Pragma("clang loop unroll(full)") for (int k = 0; k < SUMS; k++) sums[k] = sums[k] * factor + term; \
            __asm__ volatile("" : REGISTERS(factor, term)); \
        } \
        for (int k = 1; k < SUMS; k++) sums[0] += sums[k]; \
        volatile float kept = sums[0][0]; \
        (void)kept; \
        return 2.0 * lanes * SUMS * (double)iterations; \
    }

#define READ(name, lanes, attributes) \
    attributes static float name(const float *x, long count) { \
        typedef float vector __attribute__((vector_size(4 * lanes), aligned(4))); \
        vector sums[4] = {0}; \
        for (long i = 0; i + 4 * lanes <= count; i += 4 * lanes) \
            _Pragma("clang loop unroll(full)") for (int k = 0; k < 4; k++) \
                sums[k] += *(const vector *)(x + i + k * lanes); \
        for (int k = 1; k < 4; k++) sums[0] += sums[k]; \
        return sums[0][0]; \
    }

#if defined(__x86_64__)
#define AVX512 __attribute__((target("avx512f")))
#define AVX2 __attribute__((target("avx2,fma")))
MULTIPLY_ADD(multiply_add_avx512, 16, AVX512)
MULTIPLY_ADD(multiply_add_avx2, 8, AVX2)
READ(read_avx512, 16, AVX512)
READ(read_avx2, 8, AVX2)
#undef AVX512
#undef AVX2
#endif
MULTIPLY_ADD(multiply_add_portable, 4, )
READ(read_portable, 4, )

double peak_multiply_add(long iterations) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return multiply_add_avx512(iterations);
    if (__builtin_cpu_supports("avx2")) return multiply_add_avx2(iterations);
#endif
    return multiply_add_portable(iterations);
}

float peak_read(const float *x, long count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) return read_avx512(x, count);
    if (__builtin_cpu_supports("avx2")) return read_avx2(x, count);
#endif
    return read_portable(x, count);
}
