/* Convolution with AVX-512: 12 pixels by 2 vectors of 16 channels leave 8 of 32 registers for weights and broadcasts. */

#include "convolution.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LANES 16
#define TILE 12
#define SMALL_TILE 4
#define NARROW 6
#define VECTORS 2
#include "lanes.h"
#include "convolution_direct.h"
#include "convolution_narrow.h"
#include "convolution_winograd.h"
#pragma clang attribute pop

const kinora_convolution_kernels kinora_convolution_avx512 = {"avx512", TILE,   GROUP,    direct,
                                                              narrow, winograd, winograd_scratch};
#endif
