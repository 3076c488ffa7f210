#ifndef KINORA_CONVOLUTION_H
#define KINORA_CONVOLUTION_H

#include "instructions.h"

/* Convolution of one channels-last frame along time, height and width; see `Device.convolve`. */

/* Output channels in one panel of weights. */
#define KINORA_PANEL 16

/* One frame that a convolution makes, [outputHeight, outputWidth, outputs]. */
typedef struct {
    const float *residual; /* added to the sums, or NULL */
    float *sums;
    float *normed; /* the sums after `normalize`; it may be `sums` itself, or NULL when there is no norm */
} kinora_convolved_frame;

/* One convolution at work: a window of frames, arranged weights and where the results go. */
typedef struct {
    long inputs, outputs;             /* channels of a frame read and written */
    long time, height, width, stride; /* extents of the kernel, step along height and width */
    long upsampling;                  /* 1, or 2: each pixel of the window is read as two by two */
    long top, left;                   /* rows and columns of zeros before the frame */
    long inputHeight, inputWidth;     /* after upsampling */
    long outputHeight, outputWidth;
    const float *const *window; /* `time` + frameCount - 1 frames, oldest first, each
                                   [inputHeight / upsampling, inputWidth / upsampling, inputs]; NULL is all zeros */
    const float *panels;        /* [outputs / 16 rounded up][time][height][width][inputs][16], absent channels 0 */
    const float *bias;          /* [outputs rounded up to 16] */
    const float *zeros;         /* [inputs] zeros: the pixel that padding reads */
    long frameCount;            /* 1; 2 for `winograd` with a kernel 3 long in time */
    kinora_convolved_frame frames[2];
    void (*normalize)(const float *x, const float *weight, int silu, float *result, long rows, long channels);
    const float *normWeight; /* [outputs] */
    int silu;                /* whether SiLU follows the norm */
} kinora_convolution;

/* The kernels of one instruction set. */
typedef struct {
    const char *name;
    long tile;  /* pixels computed together: ranges of pixels split best at its multiples */
    long group; /* output channels computed together: ranges of channels must begin at its multiples */

    /* Computes the sums of output pixels firstPixel..<endPixel (row by row) of output channels firstChannel..<endChannel. */
    void (*direct)(const kinora_convolution *convolution, long firstPixel, long endPixel, long firstChannel,
                   long endChannel);

    /* The same for at most 3 output channels, all at once; `panels` is [outputs][time][height][width][inputs] here. */
    void (*narrow)(const kinora_convolution *convolution, long firstPixel, long endPixel);

    /* Winograd's algorithm for kernels 3 x 3 in space at stride 1: tiles of 4 x 4 output pixels, counted row by row,
     * from firstTile to endTile, of one frame or two. Normalizes, too, where all output channels are computed.
     * `scratch` holds winogradScratch(..., endTile - firstTile) floats. */
    void (*winograd)(const kinora_convolution *convolution, long firstTile, long endTile, long firstChannel,
                     long endChannel, float *scratch);
    long (*winogradScratch)(const kinora_convolution *convolution, long tiles);
} kinora_convolution_kernels;

/* The kernels for an instruction set that this processor has. */
const kinora_convolution_kernels *kinora_convolution_kernels_for(kinora_instructions instructions);

/* Arranges panels first..<end of the weights [outputs, inputs, taps] as `kinora_convolution.panels` wants them.
 * `elementKind` is one of KINORA_FLOAT32, ...; the source may have any alignment. */
void kinora_convolution_arrange(const void *weight, int elementKind, long outputs, long inputs, long taps,
                                long firstPanel, long endPanel, float *panels);

#endif
