#ifndef MACHINE_PEAK_H
#define MACHINE_PEAK_H

/* What the processor can do at most, for one thread. */

/* Multiplies and adds in registers alone, with the widest vectors that the processor has: 12 independent sums, more than
 * two multipliers of 4 cycles can keep up with. Returns the floating point operations done, an FMA being two. */
double peak_multiply_add(long iterations);

/* Reads `count` floats and returns a number made of them. */
float peak_read(const float *x, long count);

#endif
