#ifndef KINORA_CPU_KERNELS_H
#define KINORA_CPU_KERNELS_H

/* Numeric kernels of the CPU back-end. Each family has its own header and source:
 * a table of function pointers for each instruction set, chosen once at run time. */

#include "attention.h"
#include "convolution.h"
#include "elements.h"
#include "instructions.h"
#include "matrix.h"
#include "rows.h"

#endif
