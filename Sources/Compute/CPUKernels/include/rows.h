#ifndef KINORA_ROWS_H
#define KINORA_ROWS_H

#include "elements.h"
#include "instructions.h"

/* Operations on the rows of a matrix [rows, channels], on single elements, and on their order in memory.
 * What each one means stands at the operation of the same name of `Device`. All numbers are float32 and contiguous unless
 * said otherwise. Nothing here starts a thread: callers split rows among theirs. */

/* The kernels of one instruction set. Results may lie where x lies unless said otherwise. */
typedef struct {
    const char *name;

    /* scale and shift [channels] may be NULL for 1 and 0. */
    void (*layerNorm)(const float *x, const float *scale, const float *shift, float epsilon, float *result, long rows,
                      long channels);
    void (*rmsNorm)(const float *x, const float *weight, float epsilon, float *result, long rows, long channels);
    /* Turns pairs of neighbours, in place: cosines and sines [rows, pairs] serve each stretch of 2 * pairs channels. */
    void (*rotate)(float *x, const float *cosines, const float *sines, long pairs, long rows, long channels);
    void (*unitNorm)(const float *x, const float *weight, int silu, float *result, long rows, long channels);

    void (*activate)(const float *x, int activation, float *result, long count);
    void (*multiply)(const float *x, const float *y, float *result, long count);
    /* x += y * gate; gate [channels] may be NULL for 1. */
    void (*accumulate)(const float *y, const float *gate, float *x, long rows, long channels);
    /* Elements first..<end of the sum of terms[i] * coefficients[i]; the result may be one of the terms. */
    void (*weightedSum)(const float *const *terms, const float *coefficients, long termCount, float *result, long first,
                        long end);
    /* 1 when no element is NaN or infinite. */
    int (*isFinite)(const float *x, long count);
    /* The sum of |x|. */
    double (*sumOfMagnitudes)(const float *x, long count);
} kinora_rows_kernels;

/* The kernels for an instruction set that this processor has. */
const kinora_rows_kernels *kinora_rows_kernels_for(kinora_instructions instructions);

/* Numbers of any kind and alignment as float32. */
void kinora_widen(const void *source, int elementKind, float *result, long count);

/* result[j * resultStride + i] = x[i * xStride + j] for i below rows and j below columns. */
void kinora_transpose(const float *x, long xStride, float *result, long resultStride, long rows, long columns);

/* Each number `repeats` times in a row. */
void kinora_repeat(const float *x, long repeats, float *result, long count);

/* The means of `count` runs of `size` numbers. */
void kinora_mean_of_runs(const float *x, long size, float *result, long count);

#endif
