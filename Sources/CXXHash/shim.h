#ifndef GCTRACE_CXXHASH_SHIM_H
#define GCTRACE_CXXHASH_SHIM_H
/* Header only: nothing to link, so the binary needs no libxxhash where it runs. */
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif
