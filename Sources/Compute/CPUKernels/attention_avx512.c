/* Attention with AVX-512. */

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), \
                             apply_to = function)
#define LANES 16
#include "lanes.h"
#include "attention_kernels.h"
#pragma clang attribute pop

const kinora_attention_kernels kinora_attention_avx512 = ATTENTION_KERNELS("avx512");
#endif
