#ifndef KINORA_ELEMENTS_H
#define KINORA_ELEMENTS_H

/* How the elements of a weight are stored. */
enum { KINORA_FLOAT32, KINORA_FLOAT16, KINORA_BFLOAT16, KINORA_INT8 };

/* Functions of one number. */
enum { KINORA_IDENTITY, KINORA_SILU, KINORA_GELU_TANH, KINORA_GELU_ERF };

#endif
