#ifndef KINORA_CZLIB_H
#define KINORA_CZLIB_H

#include <zlib.h>

/// `deflateInit2` is a macro, which Swift does not see. 31: the largest window, with gzip's head and tail.
static inline int kinora_begin_gzip(z_streamp stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
}

#endif
