#ifndef KINORA_MATRIX_H
#define KINORA_MATRIX_H

#include "elements.h"
#include "instructions.h"

/* Products of activations with weights; see `Device.linear`. Nothing here starts a thread or takes memory: callers
 * split the result among their threads and lend each one scratch memory. */

/* result = activation(x weight^T + bias): x [rows, inputs], weight [outputs, inputs] of any kind and alignment,
 * bias [outputs], result [rows, outputs]. With scales [outputs], row n of the weight stands for its scale times it.
 * Where `adds` is not 0, result += gates (x weight^T + bias) instead, gates [outputs]; `few` cannot do that. */
typedef struct {
    const float *x;
    const void *weight;
    const float *scales; /* of 8-bit integers; NULL for floating-point weights */
    const float *bias;   /* or NULL */
    const float *gates;  /* or NULL for 1 */
    float *result;
    long rows, inputs, outputs;
    int weightKind; /* KINORA_FLOAT32, ..., KINORA_INT8 */
    int activation; /* KINORA_IDENTITY, ...; that one where the result is added to */
    int adds;
} kinora_linear;

/* The kernels of one instruction set. */
typedef struct {
    const char *name;
    long rowGroup;    /* rows computed together: ranges of rows split best at its multiples */
    long outputGroup; /* outputs computed together, likewise */
    long fewRows;     /* up to so many rows `few` is faster than `block` */
    long mostOutputs; /* the longest range of outputs that `block` takes */
    long scratch;     /* floats of scratch memory that `block` needs, aligned to 64 bytes */

    /* All rows of outputs first..<end, reading each weight once from memory. */
    void (*few)(const kinora_linear *linear, long firstOutput, long endOutput);
    /* A block of the result, by way of packed panels of weights. */
    void (*block)(const kinora_linear *linear, long firstRow, long endRow, long firstOutput, long endOutput,
                  float *scratch);
} kinora_matrix_kernels;

/* The kernels for an instruction set that this processor has. */
const kinora_matrix_kernels *kinora_matrix_kernels_for(kinora_instructions instructions);

#endif
