#include "OpenCVBridge.h"

#include <cmath>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

namespace {

// Runs `body` and turns what it throws, for want of memory too, into -1.
template <typename Body> int guarded(Body body) {
    try {
        body();
        return 0;
    } catch (...) {
        return -1;
    }
}

// A buffer as OpenCV's matrix, not copied. OpenCV has no type for pixels that it may not write; it only reads these.
cv::Mat reading(const void *buffer, int32_t width, int32_t height, int type) {
    return cv::Mat(height, width, type, const_cast<void *>(buffer));
}

}  // namespace

int kinora_grab_cut(const uint8_t *rgb, uint8_t *labels, int32_t width, int32_t height, int32_t iterations) {
    return guarded([&] {
        // The colour clusters begin with random ones.
        cv::theRNG().state = 1;
        cv::Mat labelled(height, width, CV_8UC1, labels), outside, inside;
        cv::grabCut(
            reading(rgb, width, height, CV_8UC3), labelled, cv::Rect(), outside, inside, iterations,
            cv::GC_INIT_WITH_MASK);
    });
}

int kinora_optical_flow(const uint8_t *from, const uint8_t *to, int32_t width, int32_t height, float *flow) {
    return guarded([&] {
        cv::Mat greyFrom, greyTo;
        cv::cvtColor(reading(from, width, height, CV_8UC3), greyFrom, cv::COLOR_RGB2GRAY);
        cv::cvtColor(reading(to, width, height, CV_8UC3), greyTo, cv::COLOR_RGB2GRAY);
        cv::Mat result(height, width, CV_32FC2, flow);
        cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_MEDIUM)->calc(greyFrom, greyTo, result);
        if (result.data != reinterpret_cast<uchar *>(flow)) result.copyTo(cv::Mat(height, width, CV_32FC2, flow));
    });
}

int kinora_resize(
    const uint8_t *from, int32_t width, int32_t height, int32_t channels, uint8_t *to, int32_t to_width,
    int32_t to_height) {
    return guarded([&] {
        cv::Mat result(to_height, to_width, CV_8UC(channels), to);
        bool shrinks = int64_t(to_width) * to_height < int64_t(width) * height;
        cv::resize(
            reading(from, width, height, CV_8UC(channels)), result, result.size(), 0, 0,
            shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    });
}

int kinora_distance(const uint8_t *mask, int32_t width, int32_t height, float *distance) {
    return guarded([&] {
        cv::Mat result(height, width, CV_32FC1, distance);
        cv::distanceTransform(reading(mask, width, height, CV_8UC1), result, cv::DIST_L2, cv::DIST_MASK_5);
    });
}

int kinora_match(
    const uint8_t *rgb, int32_t width, int32_t height, const uint8_t *pattern, const uint8_t *mask,
    int32_t pattern_width, int32_t pattern_height, int32_t *x, int32_t *y, float *difference) {
    return guarded([&] {
        cv::Mat weights = reading(mask, pattern_width, pattern_height, CV_8UC1) != 0, sums;
        cv::matchTemplate(
            reading(rgb, width, height, CV_8UC3), reading(pattern, pattern_width, pattern_height, CV_8UC3), sums,
            cv::TM_SQDIFF, weights / 255);
        double least = 0;
        cv::Point place;
        cv::minMaxLoc(sums, &least, nullptr, &place, nullptr);
        *x = place.x;
        *y = place.y;
        *difference = float(std::sqrt(std::max(0.0, least) / (3.0 * cv::countNonZero(weights))));
    });
}
