/* Rows and elements with vectors of 4, which every processor has. */

#include "rows.h"

#define LANES 4
#include "lanes.h"
#include "vectormath.h"
#include "rows_kernels.h"

const kinora_rows_kernels kinora_rows_portable = {"portable",     layer_norm, rms_norm,   rotate,       unit_norm,
                                               activate,     multiply,   accumulate, weighted_sum, is_finite,
                                               sum_of_magnitudes};
