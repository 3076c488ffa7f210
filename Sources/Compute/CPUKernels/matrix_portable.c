/* Matrix products with whatever the compiler makes of vectors of four: SSE2, NEON. */

#define LANES 4
#include "lanes.h"
#include "matrix_kernels.h"

const kinora_matrix_kernels kinora_matrix_portable = MATRIX_KERNELS("portable");
