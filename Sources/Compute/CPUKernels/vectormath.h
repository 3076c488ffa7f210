/* Exponentials and the activations made of them, for vectors of any width. Include after lanes.h.
 *
 * Errors are the largest found among 44 million floats of both signs and every size, against double precision, on all
 * instruction sets; an ulp is a unit in the last place of the exact result. NaN in gives NaN out. */

#include "elements.h"

/* The larger and the smaller, lane by lane; where a is NaN the result is b. */
INLINE lanes larger(lanes a, lanes b) { return lanes_if(a > b, a, b); }
INLINE lanes smaller(lanes a, lanes b) { return lanes_if(a < b, a, b); }

/* e^x, within 1.1 ulp. Results under 2^-125 become 0, those over the largest float infinity.
 *
 *     n = round(x / ln 2);  r = x - n ln 2, |r| <= ln 2 / 2;  e^x = 2^n e^r
 *
 * ln 2 is subtracted in two parts, the first of 9 bits so that n times it is exact. Adding 1.5 * 2^23 rounds to an
 * integer and leaves it in the low bits. Polynomial: Cephes `expf`, Moshier 1992. */
INLINE lanes exp_of(lanes x) {
    const float rounder = 0x1.8p23f;
    const float lowest = -86.6f; /* about ln 2^-125 */
    lanes clamped = larger(broadcast(lowest), smaller(broadcast(89.0f), x));
    lanes shifted = clamped * 1.44269504088896341f + rounder;
    lanes n = shifted - rounder;
    lanes r = clamped - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    lanes p = r * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r;
    p = p + 1.0f;
    /* 2^n in two steps, 2^(n - 1) and 2, so that n = 128 needs no exponent beyond float's. */
    lanes_int half_power = ((lanes_int)shifted - (lanes_int)broadcast(rounder) + 126) << 23;
    lanes y = p * (lanes)half_power;
    y = y + y;
    return (lanes)((lanes_int)y & ~(x < lowest));
}

/* x / (1 + e^-x), within 2.4 ulp. */
INLINE lanes silu_of(lanes x) { return x / (1.0f + exp_of(-x)); }

/* 0.5 x (1 + tanh(u)) with u = sqrt(2/pi) (x + 0.044715 x^3), written as x / (1 + e^-2u): nothing cancels for
 * negative x. Error under 1.2e-7 max(1, |x|); relative to the result under 2e-6 down to x = -3. */
INLINE lanes gelu_tanh_of(lanes x) {
    lanes twice = x * ((x * x) * 0.0713548163f + 1.59576912f);
    return x / (1.0f + exp_of(-twice));
}

/* The logarithm of erfc t for t >= 0.92; past 10 it is so low that its exponential is 0. Njuffa's minimax fit of
 * degree 7 (public domain, 2015). */
INLINE lanes log_erfc_of(lanes t) {
    lanes s = t * t;
    lanes r = t * -1.72853470e-5f + 3.83197126e-4f;
    lanes u = t * -3.88396438e-3f + 2.42546219e-2f;
    r = r * s + u;
    r = r * t + -1.06777877e-1f;
    r = r * t + -6.34846687e-1f;
    r = r * t + -1.28717512e-1f;
    return r * t + -t;
}

/* erf x for |x| < 0.93, the same author. */
INLINE lanes erf_near_zero_of(lanes x) {
    lanes s = x * x;
    lanes r = s * -5.96761703e-4f + 4.99119423e-3f;
    r = r * s + -2.67681349e-2f;
    r = r * s + 1.12819925e-1f;
    r = r * s + -3.76125336e-1f;
    r = r * s + 1.28379166e-1f;
    return r * x + x;
}

/* 0.5 x (1 + erf(x / sqrt 2)). For negative x the far branch uses erfc itself, so nothing cancels.
 * Error under 1e-7 max(1, |x|); relative to the result under 1e-5 down to x = -3. */
INLINE lanes gelu_erf_of(lanes x) {
    lanes z = x * 0.707106781f;
    lanes t = lanes_if(z < 0.0f, -z, z);
    lanes half = x * 0.5f;
    lanes complement = exp_of(log_erfc_of(t));
    lanes far = half * lanes_if(z < 0.0f, complement, 2.0f - complement);
    return lanes_if(t < 0.927734375f, half * erf_near_zero_of(z) + half, far);
}

/* One of KINORA_IDENTITY, KINORA_SILU, ... */
INLINE lanes activation_of(lanes x, int activation) {
    switch (activation) {
    case KINORA_SILU:
        return silu_of(x);
    case KINORA_GELU_TANH:
        return gelu_tanh_of(x);
    case KINORA_GELU_ERF:
        return gelu_erf_of(x);
    default:
        return x;
    }
}
