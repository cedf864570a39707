/* A growing array in plain memory, outside the program's heap, of work that memory_guard guards. `VECTOR` is its type, with items,
 * count and capacity. */
#ifndef GCTRACE_VECTOR_H
#define GCTRACE_VECTOR_H

#include <stdlib.h>

#include "memory.h"

/* NULL: out of memory; the items are as they were. */
static inline void *vector_try_to_grow(void *items, size_t *capacity, size_t size) {
    size_t larger = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(items, larger * size);
    if (grown) *capacity = larger;
    return grown;
}

static inline void *vector_grow(void *items, size_t *capacity, size_t size) {
    void *grown = vector_try_to_grow(items, capacity, size);
    if (!grown) memory_ran_out();
    return grown;
}

#define VECTOR(type) struct { type *items; size_t count, capacity; }
#define PUSH(vector, ...) \
    do { \
        if ((vector).count == (vector).capacity) \
            (vector).items = vector_grow((vector).items, &(vector).capacity, sizeof *(vector).items); \
        (vector).items[(vector).count++] = (__VA_ARGS__); \
    } while (0)
#define RELEASE(vector) \
    do { \
        free((vector).items); \
        (vector).items = NULL; \
        (vector).count = (vector).capacity = 0; \
    } while (0)

#endif
