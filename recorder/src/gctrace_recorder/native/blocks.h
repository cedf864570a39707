/* The blocks of memory that hold objects with a collector's head: since when, and which object of the log, if it has been sampled. */
#ifndef GCTRACE_BLOCKS_H
#define GCTRACE_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t Index; /* of an entry of the model; 0: none */

typedef struct {
    uintptr_t block; /* 0: the place is free */
    uint64_t moment; /* when it was allocated, or taken from a free list if the reference tracer said so; 0: before recording */
    Index entry;
    uint32_t site : 31; /* where the object in it was made, if the reference tracer said so; 0: not known */
    uint32_t is_reused : 1; /* taken from a free list, as the tracer said */
} Block;

/* A hash table with open addressing and backward-shift deletion. */
typedef struct {
    Block *places;
    size_t capacity, used;
} Blocks;

/* NULL: not there. The pointer holds until the next insertion or removal. O(1). */
Block *blocks_find(const Blocks *blocks, uintptr_t block);
/* Finds or adds. Of work that memory_guard guards. */
Block *blocks_insert(Blocks *blocks, uintptr_t block);
void blocks_remove(Blocks *blocks, Block *place);
void blocks_free(Blocks *blocks);

#endif
