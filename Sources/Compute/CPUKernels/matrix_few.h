/* activation(x weight^T + bias) for few rows of x: inner products along the weights as they lie in memory, each weight
 * read once and nothing packed, so that speed is that of memory. Include after matrix_panels.h and vectormath.h. */

#include "matrix.h"

/* Inner products of FEW_OUTPUTS weight rows with up to FEW_ROWS rows of x are summed together: as many as
 * the registers (32 or 16) hold beside the weights. */
#define FEW_OUTPUTS 4
#define MOST_FEW_ROWS 64
/* So many inputs at a time, that the weights stay in the first-level cache while all rows pass. */
#define FEW_DEPTH 1024
#if LANES == 16 || defined(__aarch64__)
#define FEW_ROWS 6
#else
#define FEW_ROWS 2
#endif

typedef float four __attribute__((vector_size(16)));

/* The sums over the lanes of four vectors. */
INLINE four sums_of_four(const lanes v[FEW_OUTPUTS]) {
    four quarter[4];
    UNROLL for (int i = 0; i < 4; i++) {
#if LANES == 16
        const lanes x = v[i];
        quarter[i] = __builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7)
            + (__builtin_shufflevector(x, x, 8, 9, 10, 11) + __builtin_shufflevector(x, x, 12, 13, 14, 15));
#elif LANES == 8
        quarter[i] = __builtin_shufflevector(v[i], v[i], 0, 1, 2, 3) + __builtin_shufflevector(v[i], v[i], 4, 5, 6, 7);
#else
        quarter[i] = v[i];
#endif
    }
    const four even = __builtin_shufflevector(quarter[0], quarter[1], 0, 4, 2, 6)
        + __builtin_shufflevector(quarter[0], quarter[1], 1, 5, 3, 7);
    const four odd = __builtin_shufflevector(quarter[2], quarter[3], 0, 4, 2, 6)
        + __builtin_shufflevector(quarter[2], quarter[3], 1, 5, 3, 7);
    return __builtin_shufflevector(even, odd, 0, 1, 4, 5) + __builtin_shufflevector(even, odd, 2, 3, 6, 7);
}

/* products[i][j] += sum over k of x[i][k] weight[j][k] for i < rows, j < FEW_OUTPUTS, k < depth; rows of x lie `stride`
 * numbers apart. */
INLINE void add_inner_products(const int rows, const int kind, const float *x, long stride,
                               const char *const weight[FEW_OUTPUTS], long depth, float *products) {
    lanes sums[FEW_ROWS][FEW_OUTPUTS] = {0};
    const long size = bytes_of(kind);
    long k = 0;
    for (; k + LANES <= depth; k += LANES) {
        lanes factors[FEW_OUTPUTS];
        UNROLL for (int j = 0; j < FEW_OUTPUTS; j++) factors[j] = load_widened(weight[j] + k * size, kind);
        UNROLL for (int i = 0; i < rows; i++) {
            const lanes value = load(x + i * stride + k);
            UNROLL for (int j = 0; j < FEW_OUTPUTS; j++) sums[i][j] = value * factors[j] + sums[i][j];
        }
    }
    if (k < depth) {
        UNROLL for (int j = 0; j < FEW_OUTPUTS; j++) {
            const lanes factor = load_first_widened(weight[j] + k * size, kind, depth - k);
            UNROLL for (int i = 0; i < rows; i++)
                sums[i][j] = load_first(x + i * stride + k, depth - k) * factor + sums[i][j];
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        four sum;
        memcpy(&sum, products + i * FEW_OUTPUTS, sizeof sum);
        sum += sums_of_four(sums[i]);
        memcpy(products + i * FEW_OUTPUTS, &sum, sizeof sum);
    }
}

/* Adds the products of all rows of x with a stretch of FEW_OUTPUTS rows of weights. */
INLINE void add_products_of_rows(const kinora_linear *linear, const int kind, const float *x,
                                 const char *const weight[FEW_OUTPUTS], long depth, float *products) {
    const long inputs = linear->inputs;
    long rows = linear->rows;
    for (; rows >= FEW_ROWS; rows -= FEW_ROWS, x += FEW_ROWS * inputs, products += FEW_ROWS * FEW_OUTPUTS)
        add_inner_products(FEW_ROWS, kind, x, inputs, weight, depth, products);
    switch (rows) {
    case 1: add_inner_products(1, kind, x, inputs, weight, depth, products); break;
#if FEW_ROWS > 2
    case 2: add_inner_products(2, kind, x, inputs, weight, depth, products); break;
    case 3: add_inner_products(3, kind, x, inputs, weight, depth, products); break;
    case 4: add_inner_products(4, kind, x, inputs, weight, depth, products); break;
    case 5: add_inner_products(5, kind, x, inputs, weight, depth, products); break;
#endif
    default: break;
    }
}

/* FEW_OUTPUTS rows of weights as float32, depth numbers of each. */
INLINE void widen_rows(const int kind, const char *const weight[FEW_OUTPUTS], long depth,
                       float copy[FEW_OUTPUTS][FEW_DEPTH]) {
    const long size = bytes_of(kind);
    for (int j = 0; j < FEW_OUTPUTS; j++) {
        long k = 0;
        for (; k + LANES <= depth; k += LANES) store(copy[j] + k, load_widened(weight[j] + k * size, kind));
        if (k < depth)
            store_first(copy[j] + k, load_first_widened(weight[j] + k * size, kind, depth - k), depth - k);
    }
}

/* The products with all inputs, FEW_DEPTH at a time. Where widening is slow, as that of integers is in vectors of four,
 * weights are widened once for all passes over the rows; elsewhere it hides behind the loads. */
INLINE void add_products(const kinora_linear *linear, const int kind, const char *weight[FEW_OUTPUTS],
                         float *products) {
    for (long k = 0; k < linear->inputs; k += FEW_DEPTH) {
        const long depth = least(FEW_DEPTH, linear->inputs - k);
        if (LANES > 4 || kind != KINORA_INT8 || linear->rows <= FEW_ROWS) {
            add_products_of_rows(linear, kind, linear->x + k, weight, depth, products);
        } else {
            float copy[FEW_OUTPUTS][FEW_DEPTH];
            widen_rows(kind, weight, depth, copy);
            const char *widened[FEW_OUTPUTS];
            for (int j = 0; j < FEW_OUTPUTS; j++) widened[j] = (const char *)copy[j];
            add_products_of_rows(linear, KINORA_FLOAT32, linear->x + k, widened, depth, products);
        }
        for (int j = 0; j < FEW_OUTPUTS; j++) weight[j] += depth * bytes_of(kind);
    }
}

static void add_products_float32(const kinora_linear *linear, const char *weight[FEW_OUTPUTS], float *products) {
    add_products(linear, KINORA_FLOAT32, weight, products);
}
static void add_products_float16(const kinora_linear *linear, const char *weight[FEW_OUTPUTS], float *products) {
    add_products(linear, KINORA_FLOAT16, weight, products);
}
static void add_products_bfloat16(const kinora_linear *linear, const char *weight[FEW_OUTPUTS], float *products) {
    add_products(linear, KINORA_BFLOAT16, weight, products);
}
static void add_products_int8(const kinora_linear *linear, const char *weight[FEW_OUTPUTS], float *products) {
    add_products(linear, KINORA_INT8, weight, products);
}

static void linear_few(const kinora_linear *linear, long firstOutput, long endOutput) {
    float products[MOST_FEW_ROWS * FEW_OUTPUTS];
    const long stride = linear->inputs * bytes_of(linear->weightKind);
    for (long output = firstOutput; output < endOutput; output += FEW_OUTPUTS) {
        const long count = least(FEW_OUTPUTS, endOutput - output);
        const char *weight[FEW_OUTPUTS];
        for (long j = 0; j < FEW_OUTPUTS; j++) /* absent outputs repeat the last */
            weight[j] = (const char *)linear->weight + (output + (j < count ? j : count - 1)) * stride;
        memset(products, 0, linear->rows * FEW_OUTPUTS * sizeof(float));
        if (linear->weightKind == KINORA_FLOAT32) add_products_float32(linear, weight, products);
        else if (linear->weightKind == KINORA_FLOAT16) add_products_float16(linear, weight, products);
        else if (linear->weightKind == KINORA_INT8) add_products_int8(linear, weight, products);
        else add_products_bfloat16(linear, weight, products);
        for (long j = 0; j < count; j++) {
            const float scale = linear->scales ? linear->scales[output + j] : 1;
            const float bias = linear->bias ? linear->bias[output + j] : 0;
            for (long i = 0; i < linear->rows; i++)
                linear->result[i * linear->outputs + output + j] = products[i * FEW_OUTPUTS + j] * scale + bias;
        }
    }
    if (linear->activation != KINORA_IDENTITY)
        activate_rows(linear->result + firstOutput, linear->outputs, linear->rows, endOutput - firstOutput,
                      linear->activation);
}
