/* A hook in the allocator of objects (PyMem_SetAllocator, PYMEM_DOMAIN_OBJ). It notes when each block with a collector's head is
 * allocated and freed. The count of generation 0 shows whether a block has such a head, because it changes right after the allocation
 * and right before the release. All of this happens under the GIL, as the domain requires. */
#ifndef GCTRACE_ALLOCATIONS_H
#define GCTRACE_ALLOCATIONS_H

#include "blocks.h"
#include "interpreter.h"
#include "vector.h"

/* An operation that the hook notes for later. */
typedef struct {
    uint64_t block : 60;
    uint64_t kind : 3; /* OPERATION_... */
    uint64_t is_enabled : 1;
    int32_t count; /* generation 0's, as the call began */
    /* OPERATION_CREATE and _RECREATE: the site. OPERATION_ALLOCATE: the block's length in words of eight bytes, and above it PASSED_...,
     * HAS_MOVED_ON, HAS_UNWOUND and the depth. OPERATION_MOVE_TO: 1, a tuple. */
    uint32_t detail;
} Operation;

enum { OPERATION_ALLOCATE, OPERATION_FREE, OPERATION_MOVE_FROM, OPERATION_MOVE_TO, OPERATION_CREATE, OPERATION_RECREATE, OPERATION_DESTROY };

/* The count of generation 0 went up or down. */
typedef struct {
    uint64_t moment : 62;
    uint64_t is_up : 1;
    uint64_t is_apart : 1; /* up, and the eval loop has moved on since the last allocation that was counted */
} Step;

/* A block with a collector's head was allocated, or resized with a tuple in it. Resizing happens before anybody else has the tuple. */
typedef struct {
    uintptr_t block;
    uint64_t moment;
} Fresh;

/* An object of the log was freed. */
typedef struct {
    Index entry;
    uint64_t moment;
    uint64_t allocations; /* how many blocks had been allocated by then */
    uint8_t is_kept;      /* its memory went to a free list, or a separate operation freed it */
} Freed;

/* An object of the log was resized, and its memory moved. */
typedef struct {
    Index entry;
    uintptr_t block;
} Moved;

typedef struct {
    uint64_t moment;
    int is_enabled;
} Switch;

enum { OPERATIONS = 1 << 15 };
/* This many calls of the allocator count as one more object. */
enum { CALLS_FOR_ONE = 16 };
/* In the detail of OPERATION_ALLOCATE: the eval loop has moved on since the last one, or an exception has; and from there on, at which
 * depth of the stack it was called, as a number. */
enum { HAS_MOVED_ON = 1 << 18, HAS_UNWOUND = 1 << 19, DEPTH_SHIFT = 20 };

typedef struct Allocations {
    PyMemAllocatorEx next; /* the allocator that was there before; without functions: ours is not in place */
    Collector *collector;
    const WaitingCount *waiting_lists, *waiting_dicts; /* how many; NULL: not known */
    int is_on;
#if COLLECTS_AT_SAFE_POINTS
    CodePosition slot; /* of the last operation */
    PyGC_Head *traceback; /* the last allocation, if it may be of one; NULL: it is not, or is gone */
    int has_unwound;      /* an exception has propagated to `place` since the last allocation */
#endif
    int has_moved_on; /* to `place`, since the last allocation */
    Operation *operations;
    size_t operation_count;
    Blocks blocks;
    uint64_t moment;      /* operations so far */
    uint64_t allocations; /* those that allocated */
    /* Since the last call of allocations_forget, at moment `began`: */
    uint64_t began;
    VECTOR(Step) steps;
    VECTOR(Fresh) fresh;
    VECTOR(Freed) freed;
    VECTOR(Switch) switches;
    VECTOR(Moved) moved;
    int is_apart; /* the eval loop has moved on since the last allocation that was counted */
    int together; /* how many have been counted since it last did, or a loop went round */
    int32_t followed; /* the count up to which the steps go, where they are of tracking */
    uint32_t depth;   /* of the last allocation */
    uint32_t least_depth, late_depth; /* of the stack, of them, and of the last `looked_back` of them */
    int looked_back;
    int is_enabled;
    uint64_t over_since; /* the moment since which the count has always been above `threshold`; UINT64_MAX: it is not above */
    uint64_t last_over;  /* the last moment at which it was, since the last collection; 0: at none */
    int threshold;
    /* Called from inside an allocation if there is no more room for notes, or if many have accumulated. */
    void (*when_full)(void *);
    void (*when_much)(void *);
    void *context;
    int64_t much;  /* a rise of generation 0's count since `base` that calls for a look, and CALLS_FOR_ONE times as many calls; 0: never */
    int64_t base;
    size_t many;   /* so many steps are */
} Allocations;

/* Begins to note. If the hook is in place already (in a forked child), begins anew. Returns 0, or -1 if memory ran out. */
int allocations_install(Allocations *allocations, Collector *collector);
/* Whether the hook still receives calls. An earlier hook may have restored the allocator that it found (tracemalloc.stop). */
int allocations_are_heard(Allocations *allocations);
void allocations_remove(Allocations *allocations);
/* An object was created at this block, in fresh memory or in that of a free list; `site` is its site. With `may_be_resized`, it may
 * also be an object that was resized, which the tracer reports as a creation. */
void allocations_note_creation(Allocations *allocations, uintptr_t block, uint32_t site, int may_be_resized);
/* The object at this block was destroyed; a free list may keep its memory. */
void allocations_note_destruction(Allocations *allocations, uintptr_t block);
/* Evaluates all notes. The results are then in the lists above. For work under memory_guard. */
void allocations_digest(Allocations *allocations);
/* Empties those lists. */
void allocations_forget(Allocations *allocations);
void allocations_free(Allocations *allocations);

#endif
