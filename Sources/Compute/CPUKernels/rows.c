#include "rows.h"

#if defined(__x86_64__)
extern const kinora_rows_kernels kinora_rows_avx512, kinora_rows_avx2;
#endif
extern const kinora_rows_kernels kinora_rows_portable;

const kinora_rows_kernels *kinora_rows_kernels_for(kinora_instructions instructions) {
#if defined(__x86_64__)
    if (instructions == KINORA_AVX512) return &kinora_rows_avx512;
    if (instructions == KINORA_AVX2) return &kinora_rows_avx2;
#endif
    (void)instructions;
    return &kinora_rows_portable;
}
