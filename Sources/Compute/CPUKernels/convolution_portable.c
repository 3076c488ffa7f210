/* Convolution with vectors of 4, which every processor has: 32 registers on ARM, 16 on others. */

#include "convolution.h"

#define LANES 4
#if defined(__aarch64__)
#define TILE 6
#else
#define TILE 3
#endif
#define SMALL_TILE 2
#define NARROW 3
#define VECTORS 4
#include "lanes.h"
#include "convolution_direct.h"
#include "convolution_narrow.h"
#include "convolution_winograd.h"

const kinora_convolution_kernels kinora_convolution_portable = {"portable", TILE,   GROUP,    direct,
                                                                narrow, winograd, winograd_scratch};
