/* A growing array whose items never move, so that a pointer to one of them holds until the array is released or emptied. `CHUNKED` is its
 * type, with `count`. The items lie in chunks of equal length; an item is named by its index, which is found in constant time. */
#ifndef GCTRACE_CHUNKED_H
#define GCTRACE_CHUNKED_H

#include "vector.h"

enum { CHUNK_BITS = 10, CHUNK_ITEMS = 1 << CHUNK_BITS };

#define CHUNKED(type) struct { VECTOR(type *) chunks; size_t count; }
#define CHUNKED_AT(array, index) (&(array).chunks.items[(size_t)(index) >> CHUNK_BITS][(size_t)(index) & (CHUNK_ITEMS - 1)])
/* For work under memory_guard. */
#define CHUNKED_PUSH(array, ...) \
    do { \
        __typeof__(**(array).chunks.items) added = (__VA_ARGS__); \
        if ((array).count >> CHUNK_BITS == (array).chunks.count) { \
            PUSH((array).chunks, NULL); \
            void *chunk = malloc(CHUNK_ITEMS * sizeof **(array).chunks.items); \
            if (!chunk) memory_ran_out(); \
            (array).chunks.items[(array).chunks.count - 1] = chunk; \
        } \
        *CHUNKED_AT(array, (array).count) = added; \
        (array).count++; \
    } while (0)
#define CHUNKED_RELEASE(array) \
    do { \
        for (size_t chunk = 0; chunk < (array).chunks.count; chunk++) free((array).chunks.items[chunk]); \
        RELEASE((array).chunks); \
        (array).count = 0; \
    } while (0)

#endif
