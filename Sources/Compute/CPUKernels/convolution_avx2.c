/* Convolution with AVX2 and FMA: 6 pixels by 2 vectors of 8 channels, 12 of 16 registers. */

#include "convolution.h"

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define TILE 6
#define SMALL_TILE 2
#define NARROW 3
#define VECTORS 2
#include "lanes.h"
#include "convolution_direct.h"
#include "convolution_narrow.h"
#include "convolution_winograd.h"
#pragma clang attribute pop

const kinora_convolution_kernels kinora_convolution_avx2 = {"avx2", TILE,   GROUP,    direct,
                                                            narrow, winograd, winograd_scratch};
#endif
