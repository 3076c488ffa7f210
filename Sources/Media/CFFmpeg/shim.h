#ifndef KINORA_CFFMPEG_SHIM_H
#define KINORA_CFFMPEG_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/crc.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

/* Macros that Swift does not import, under names it does. */
static const int kinora_error_again = AVERROR(EAGAIN);
static const int kinora_error_end = AVERROR_EOF;
static const int kinora_error_exit = AVERROR_EXIT;
static const int kinora_error_invalid_data = AVERROR_INVALIDDATA;
static const int64_t kinora_no_timestamp = AV_NOPTS_VALUE;
static const int64_t kinora_time_base = AV_TIME_BASE;

#endif
