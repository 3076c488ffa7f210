/* Matrix products with AVX-512. */

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), \
                             apply_to = function)
#define LANES 16
#include "lanes.h"
#include "matrix_kernels.h"
#pragma clang attribute pop

const kinora_matrix_kernels kinora_matrix_avx512 = MATRIX_KERNELS("avx512");
#endif
