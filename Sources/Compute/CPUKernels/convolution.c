#include "convolution.h"
#include "rows.h"

#include <stddef.h>
#include <string.h>

#if defined(__x86_64__)
extern const kinora_convolution_kernels kinora_convolution_avx512, kinora_convolution_avx2;
#endif
extern const kinora_convolution_kernels kinora_convolution_portable;

const kinora_convolution_kernels *kinora_convolution_kernels_for(kinora_instructions instructions) {
#if defined(__x86_64__)
    if (instructions == KINORA_AVX512) return &kinora_convolution_avx512;
    if (instructions == KINORA_AVX2) return &kinora_convolution_avx2;
#endif
    (void)instructions;
    return &kinora_convolution_portable;
}

/* Output channels as rows, 16 x 4, become 4 rows of 16. */
static void transpose_panel(const float *source, long stride, float *target, long targetStride) {
    typedef float four __attribute__((vector_size(16), aligned(4)));
    for (int lane = 0; lane < KINORA_PANEL; lane += 4, source += 4 * stride, target += 4) {
        const four a = *(const four *)source, b = *(const four *)(source + stride);
        const four c = *(const four *)(source + 2 * stride), d = *(const four *)(source + 3 * stride);
        const four low = __builtin_shufflevector(a, b, 0, 4, 1, 5), lower = __builtin_shufflevector(c, d, 0, 4, 1, 5);
        const four high = __builtin_shufflevector(a, b, 2, 6, 3, 7), higher = __builtin_shufflevector(c, d, 2, 6, 3, 7);
        *(four *)target = __builtin_shufflevector(low, lower, 0, 1, 4, 5);
        *(four *)(target + targetStride) = __builtin_shufflevector(low, lower, 2, 3, 6, 7);
        *(four *)(target + 2 * targetStride) = __builtin_shufflevector(high, higher, 0, 1, 4, 5);
        *(four *)(target + 3 * targetStride) = __builtin_shufflevector(high, higher, 2, 3, 6, 7);
    }
}

/* Reads a panel's 16 output channels side by side, CHUNK numbers of each at a time, turns them and writes each row of 16
 * where its tap and input channel belong. */
void kinora_convolution_arrange(const void *weight, int elementKind, long outputs, long inputs, long taps,
                                long firstPanel, long endPanel, float *panels) {
    enum { CHUNK = 192 };
    float rows[KINORA_PANEL * CHUNK], turned[CHUNK * KINORA_PANEL];
    const long length = inputs * taps;
    const long elementBytes = elementKind == KINORA_FLOAT32 ? 4 : 2;
    for (long panel = firstPanel; panel < endPanel; panel++) {
        float *target = panels + panel * length * KINORA_PANEL;
        memset(rows, 0, sizeof rows);
        for (long first = 0; first < length; first += CHUNK) {
            const long count = length - first < CHUNK ? length - first : CHUNK;
            for (long lane = 0; lane < KINORA_PANEL; lane++) {
                const long output = panel * KINORA_PANEL + lane;
                if (output >= outputs) break;
                kinora_widen((const char *)weight + (output * length + first) * elementBytes, elementKind,
                             rows + lane * CHUNK, count);
            }
            for (long k = 0; k < count; k += 4) transpose_panel(rows + k, CHUNK, turned + k * KINORA_PANEL, KINORA_PANEL);
            for (long k = 0; k < count; k++) {
                const long c = (first + k) / taps, tap = (first + k) % taps;
                memcpy(target + (tap * inputs + c) * KINORA_PANEL, turned + k * KINORA_PANEL,
                       KINORA_PANEL * sizeof(float));
            }
        }
    }
}
