/* Attention with whatever the compiler makes of vectors of four: SSE2, NEON. */

#define LANES 4
#include "lanes.h"
#include "attention_kernels.h"

const kinora_attention_kernels kinora_attention_portable = ATTENTION_KERNELS("portable");
