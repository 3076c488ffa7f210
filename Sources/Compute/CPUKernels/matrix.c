#include "matrix.h"

#if defined(__x86_64__)
extern const kinora_matrix_kernels kinora_matrix_avx512, kinora_matrix_avx2;
#endif
extern const kinora_matrix_kernels kinora_matrix_portable;

const kinora_matrix_kernels *kinora_matrix_kernels_for(kinora_instructions instructions) {
#if defined(__x86_64__)
    if (instructions == KINORA_AVX512) return &kinora_matrix_avx512;
    if (instructions == KINORA_AVX2) return &kinora_matrix_avx2;
#endif
    (void)instructions;
    return &kinora_matrix_portable;
}
