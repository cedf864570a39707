#ifndef GCTRACE_CZLIB_SHIM_H
#define GCTRACE_CZLIB_SHIM_H
#include <zlib.h>

/* inflateInit2 is a macro. 15 + 16: the largest window, gzip framing only. */
static inline int czlib_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}
static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
#endif
