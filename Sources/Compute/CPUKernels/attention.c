#include "attention.h"

#if defined(__x86_64__)
extern const kinora_attention_kernels kinora_attention_avx512, kinora_attention_avx2;
#endif
extern const kinora_attention_kernels kinora_attention_portable;

const kinora_attention_kernels *kinora_attention_kernels_for(kinora_instructions instructions) {
#if defined(__x86_64__)
    if (instructions == KINORA_AVX512) return &kinora_attention_avx512;
    if (instructions == KINORA_AVX2) return &kinora_attention_avx2;
#endif
    (void)instructions;
    return &kinora_attention_portable;
}
