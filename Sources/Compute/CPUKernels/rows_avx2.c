/* Rows and elements with AVX2 and FMA. */

#include "rows.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#include "lanes.h"
#include "vectormath.h"
#include "rows_kernels.h"
#pragma clang attribute pop

const kinora_rows_kernels kinora_rows_avx2 = {"avx2",     layer_norm, rms_norm,   rotate,       unit_norm,
                                               activate,     multiply,   accumulate, weighted_sum, is_finite,
                                               sum_of_magnitudes};
#endif
