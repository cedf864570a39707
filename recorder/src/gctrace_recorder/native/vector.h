/* A growing array in plain memory, outside the program's heap. `name` is its type, with items, count and capacity. Where memory
 * runs out the recorder cannot go on: `vector_grow` says so and ends the recording at the next chance. */
#ifndef GCTRACE_VECTOR_H
#define GCTRACE_VECTOR_H

#include <stdio.h>
#include <stdlib.h>

static inline void *vector_grow(void *items, size_t *capacity, size_t size) {
    size_t larger = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(items, larger * size);
    if (!grown) {
        fputs("gctrace-recorder: out of memory\n", stderr);
        abort();
    }
    *capacity = larger;
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
