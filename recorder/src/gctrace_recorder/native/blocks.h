/* The blocks of memory that hold objects with a collector's head: since when they do, and which object of the log it is, if it was
 * sampled. */
#ifndef GCTRACE_BLOCKS_H
#define GCTRACE_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t Index; /* of an entry of the model; 0: none */

typedef struct {
    uintptr_t block; /* 0: the place is free */
    uint64_t moment : 48; /* when it was allocated, or taken from a free list if the reference tracer said so; 0: before recording */
    uint64_t words : 16;  /* of eight bytes, how long it was when it was allocated; WORDS_MOST: that or more; 0: not known */
    Index entry;
    uint32_t site : 27;      /* where the object in it was made, if the reference tracer said so; 0: not known */
    uint32_t passed : 2;     /* the free lists that were not empty when it was allocated: PASSED_... */
    uint32_t is_reused : 1;  /* taken from a free list, as the tracer said */
    uint32_t is_waiting : 1; /* its object was destroyed, as the tracer said, and the memory kept */
    uint32_t is_found : 1;   /* by find_waiting */
} Block;

enum { WORDS_MOST = 0xFFFF };
enum { PASSED_LISTS = 1, PASSED_DICTS = 2 };

/* The size of a tuple when it was allocated at this block, if it has changed since; 0: it has not, or is not known. */
static inline int64_t first_size_at(const Block *slot, int64_t size) {
    int64_t first = (int64_t)slot->words * 8;
    return first == size ? 0 : first;
}

/* A hash table with open addressing and backward-shift deletion. */
typedef struct {
    Block *slots;
    size_t capacity, used;
} Blocks;

/* NULL: not there. The pointer holds until the next insertion or removal. O(1). */
Block *blocks_find(const Blocks *blocks, uintptr_t block);
/* Prefetches the entry of a block that will be looked up soon, because the table is larger than a processor's cache. */
void blocks_prefetch(const Blocks *blocks, uintptr_t block);
/* Finds or adds the entry. For work under memory_guard. */
Block *blocks_insert(Blocks *blocks, uintptr_t block);
void blocks_remove(Blocks *blocks, Block *slot);
void blocks_free(Blocks *blocks);

#endif
