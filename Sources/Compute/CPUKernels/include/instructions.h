#ifndef KINORA_INSTRUCTIONS_H
#define KINORA_INSTRUCTIONS_H

/* Instruction sets that kernels are compiled for, each one including those before it. Portable kernels use vectors of 4
 * (SSE2, NEON), AVX2 ones FMA too, AVX-512 ones F, BW, DQ and VL. */
typedef enum { KINORA_PORTABLE, KINORA_AVX2, KINORA_AVX512 } kinora_instructions;

/* The last of them that this processor has. */
kinora_instructions kinora_best_instructions(void);

#endif
