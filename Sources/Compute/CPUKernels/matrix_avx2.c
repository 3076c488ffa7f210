/* Matrix products with AVX2, FMA and F16C. */

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define LANES 8
#include "lanes.h"
#include "matrix_kernels.h"
#pragma clang attribute pop

const kinora_matrix_kernels kinora_matrix_avx2 = MATRIX_KERNELS("avx2");
#endif
