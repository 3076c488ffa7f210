#ifndef KINORA_OPENCV_BRIDGE_H
#define KINORA_OPENCV_BRIDGE_H

// The part of OpenCV that object selection needs, callable from Swift. No call lets a C++ exception out. All buffers are
// rows from the top without padding; functions return 0, or -1 when OpenCV refuses or memory is short.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What GrabCut knows or believes of a pixel; the values are OpenCV's.
enum {
    kinora_surely_outside = 0,
    kinora_surely_inside = 1,
    kinora_probably_outside = 2,
    kinora_probably_inside = 3,
};

/// Decides the probable labels anew by iterated graph cuts. Needs some pixels inside and some outside, sure or probable. The
/// same input gives the same labels.
/// rgb: 3 bytes a pixel. labels: 1 byte a pixel, changed in place.
int kinora_grab_cut(const uint8_t *rgb, uint8_t *labels, int32_t width, int32_t height, int32_t iterations);

/// Where each pixel of `from` went in `to`, by dense inverse search.
/// from, to: 3 bytes a pixel; at least 16 pixels on each side. flow: 2 floats a pixel, across and down, in pixels.
int kinora_optical_flow(const uint8_t *from, const uint8_t *to, int32_t width, int32_t height, float *flow);

/// Reduces or enlarges a picture of 1 or 3 channels of 8 bits: by area when it becomes smaller, linearly when larger.
int kinora_resize(
    const uint8_t *from, int32_t width, int32_t height, int32_t channels, uint8_t *to, int32_t to_width,
    int32_t to_height);

/// How far each pixel that is not 0 is from the nearest that is 0, in pixels.
int kinora_distance(const uint8_t *mask, int32_t width, int32_t height, float *distance);

/// Where in a picture a template lies best, by the squared difference of the template's pixels that `mask` names.
/// rgb, template: 3 bytes a pixel, the template not larger. mask: 1 byte a pixel of the template, not all 0.
/// x, y: of the template's top left corner. difference: root of the mean square per channel, 0...255.
int kinora_match(
    const uint8_t *rgb, int32_t width, int32_t height, const uint8_t *pattern, const uint8_t *mask,
    int32_t pattern_width, int32_t pattern_height, int32_t *x, int32_t *y, float *difference);

#ifdef __cplusplus
}
#endif

#endif
