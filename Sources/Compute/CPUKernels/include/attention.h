#ifndef KINORA_ATTENTION_H
#define KINORA_ATTENTION_H

#include "instructions.h"

/* Scaled dot-product attention without a matrix of scores; see `Device.attention`. Nothing here starts a thread or
 * takes memory: callers split heads and queries among their threads and lend each one scratch memory. */

/* Each head on its own: result = softmax(scale queries keys^T + bias) values. Head h is columns h * width..<(h + 1) *
 * width of queries and result [queryCount, heads * width], keys and values [keyCount, heads * width]. */
typedef struct {
    const float *queries, *keys, *values;
    const float *bias;                     /* added to the scores, or NULL; keys lie side by side */
    long biasHeadStride, biasQueryStride;  /* numbers between heads and between queries; 0 where all share them */
    float *result;
    long queryCount, keyCount, heads, width;
    float scale;
} kinora_attention;

/* The kernels of one instruction set. */
typedef struct {
    const char *name;
    long queryGroup; /* queries computed together: ranges of queries split best at its multiples */

    /* The longest range of queries that `block` takes, and the floats of scratch memory that it needs, aligned to 64
     * bytes, for heads of a width. */
    long (*mostQueries)(long width);
    long (*scratch)(long width);
    /* The result of queries first..<end of one head. */
    void (*block)(const kinora_attention *attention, long head, long firstQuery, long endQuery, float *scratch);
} kinora_attention_kernels;

/* The kernels for an instruction set that this processor has. */
const kinora_attention_kernels *kinora_attention_kernels_for(kinora_instructions instructions);

#endif
