/* Attention with AVX2, FMA and F16C. */

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define LANES 8
#include "lanes.h"
#include "attention_kernels.h"
#pragma clang attribute pop

const kinora_attention_kernels kinora_attention_avx2 = ATTENTION_KERNELS("avx2");
#endif
