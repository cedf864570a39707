/* A growing array in plain memory, outside the program's heap. `VECTOR` is its type, with items, count and capacity.
 *
 * A push may move the items: a pointer to one of them holds until the next push to the same vector. tests/sanitize.sh runs the tests
 * with vectors that move at every push. What is kept by pointer across pushes belongs in a chunked array (chunked.h). */
#ifndef GCTRACE_VECTOR_H
#define GCTRACE_VECTOR_H

#include <stdlib.h>

#include "memory.h"

#ifdef GCTRACE_VECTORS_MOVE
/* tests/moving_vectors.c: the items at a new address, with room for one more; NULL: out of memory, they are as they were. */
void *vector_move(void *items, size_t count, size_t size);
void *vector_zeroed(size_t count, size_t size);
void vector_release(void *items);
#else
/* As calloc and free. */
static inline void *vector_zeroed(size_t count, size_t size) { return calloc(count, size); }
static inline void vector_release(void *items) { free(items); }
#endif

/* Makes room for one more item. NULL: out of memory; the items are as they were. */
static inline void *vector_try_to_grow(void *items, size_t count, size_t *capacity, size_t size) {
#ifdef GCTRACE_VECTORS_MOVE
    void *moved = vector_move(items, count, size);
    /* Full immediately, so that the next push moves it again. */
    if (moved) *capacity = count + 1;
    return moved;
#else
    (void)count;
    size_t larger = *capacity ? *capacity * 2 : 256;
    void *grown = realloc(items, larger * size);
    if (grown) *capacity = larger;
    return grown;
#endif
}

/* The same, for work under memory_guard. */
static inline void *vector_grow(void *items, size_t count, size_t *capacity, size_t size) {
    void *grown = vector_try_to_grow(items, count, capacity, size);
    if (!grown) memory_ran_out();
    return grown;
}

/* Whether a pushed item would fit without a move. A vector that has been emptied is full all the same where vectors always move. */
#ifdef GCTRACE_VECTORS_MOVE
#define HAS_ROOM(vector) 0
#else
#define HAS_ROOM(vector) ((vector).count < (vector).capacity)
#endif

#define VECTOR(type) struct { type *items; size_t count, capacity; }
/* The item is computed before the vector grows, because it may depend on the vector's contents. */
#define PUSH(vector, ...) \
    do { \
        __typeof__(*(vector).items) pushed = (__VA_ARGS__); \
        if (!HAS_ROOM(vector)) \
            (vector).items = vector_grow((vector).items, (vector).count, &(vector).capacity, sizeof *(vector).items); \
        (vector).items[(vector).count++] = pushed; \
    } while (0)
#define RELEASE(vector) \
    do { \
        vector_release((vector).items); \
        (vector).items = NULL; \
        (vector).count = (vector).capacity = 0; \
    } while (0)

#endif
