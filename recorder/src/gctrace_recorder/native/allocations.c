#include "allocations.h"

#include <string.h>

/* Whether enough has happened for another look at the heap. Objects from free lists do not change the count, so the number of calls
 * stands for them. */
static inline int is_much(const Allocations *allocations) {
    if (*young_count(allocations->collector) - allocations->base >= allocations->much) return 1;
    uint64_t calls = allocations->moment + allocations->operation_count - allocations->began;
    return calls >= (uint64_t)allocations->much * CALLS_FOR_ONE;
}

static inline void note(Allocations *allocations, uintptr_t block, int kind, uint32_t detail) {
    if (allocations->operation_count == OPERATIONS) {
        allocations->when_full(allocations->context);
        if (!allocations->is_on) return;
    }
    if (allocations->much && is_much(allocations)) allocations->when_much(allocations->context);
    allocations->operations[allocations->operation_count++] =
        (Operation){block, (unsigned)kind, allocations->collector->enabled != 0, *young_count(allocations->collector), detail};
}

void allocations_note_creation(Allocations *allocations, uintptr_t block, uint32_t site, int may_be_resized) {
    if (allocations->is_on) note(allocations, block, may_be_resized ? OPERATION_RECREATE : OPERATION_CREATE, site);
}

void allocations_note_destruction(Allocations *allocations, uintptr_t block) {
    if (allocations->is_on) note(allocations, block, OPERATION_DESTROY, 0);
}

#if COLLECTS_AT_SAFE_POINTS
static inline void let_go(Allocations *allocations, void *block) {
    if (block == allocations->traceback) allocations->traceback = NULL;
}

/* Whether the last allocation was of a traceback: an exception that propagates through the frames passes no safe point. */
static inline int is_unwinding(const Allocations *allocations) {
    return allocations->traceback && Py_TYPE(object_of(allocations->traceback)) == &PyTraceBack_Type;
}
#else
static inline void let_go(Allocations *allocations, void *block) { (void)allocations, (void)block; }
#endif

/* Whether to note what the thread does. From 3.12 on, an interpreter may have its own GIL, and its threads allocate at the same time
 * as ours. Nothing that changes may be read before this function has returned true. */
static inline int is_heard(const Allocations *allocations) {
    if (!allocations->is_on) return 0;
#if PY_VERSION_HEX >= 0x030C0000
    PyThreadState *thread = current_thread();
    return thread && &thread->interp->gc == allocations->collector;
#else
    return 1;
#endif
}

/* Notes the position of the eval loop, in a thread that is noted. */
static inline void follow_code(Allocations *allocations) {
#if COLLECTS_AT_SAFE_POINTS
    CodePosition slot = position_in_code(current_thread());
    if (slot.instruction == allocations->slot.instruction && slot.frame == allocations->slot.frame && !makes_one(slot.instruction)) return;
    allocations->slot = slot;
    if (is_unwinding(allocations)) {
        allocations->has_unwound = 1;
    } else {
        allocations->has_moved_on = 1;
    }
#else
    (void)allocations;
#endif
}

static inline uint32_t detail_of(Allocations *allocations, void *block, size_t size, void *frame) {
    (void)block;
    uint32_t detail = size / 8 < WORDS_MOST ? (uint32_t)((size + 7) / 8) : WORDS_MOST;
    if (allocations->waiting_lists && *allocations->waiting_lists > 0) detail |= PASSED_LISTS << 16;
    if (allocations->waiting_dicts && *allocations->waiting_dicts > 0) detail |= PASSED_DICTS << 16;
    if (allocations->has_moved_on) detail |= HAS_MOVED_ON;
    allocations->has_moved_on = 0;
#if COLLECTS_AT_SAFE_POINTS
    if (allocations->has_unwound) detail |= HAS_UNWOUND;
    allocations->has_unwound = 0;
    allocations->traceback = size == sizeof(PyGC_Head) + sizeof(PyTracebackObject) ? block : NULL;
#endif
    /* Frames are aligned to sixteen bytes. Other calls at the same depth do no harm, except in these low bits. */
    return detail | (uint32_t)((uintptr_t)frame >> 4) << DEPTH_SHIFT;
}

/* Called in a hook, whose frame gives the depth. */
#define DETAIL(allocations, block, size) detail_of(allocations, block, size, __builtin_frame_address(0))

static void *hooked_malloc(void *context, size_t size) {
    Allocations *allocations = context;
    void *block = allocations->next.malloc(allocations->next.ctx, size);
    if (!block || !is_heard(allocations)) return block;
    follow_code(allocations);
    note(allocations, (uintptr_t)block, OPERATION_ALLOCATE, DETAIL(allocations, block, size));
    return block;
}

static void *hooked_calloc(void *context, size_t count, size_t size) {
    Allocations *allocations = context;
    void *block = allocations->next.calloc(allocations->next.ctx, count, size);
    if (!block || !is_heard(allocations)) return block;
    follow_code(allocations);
    note(allocations, (uintptr_t)block, OPERATION_ALLOCATE, DETAIL(allocations, block, count * size));
    return block;
}

static inline int holds_tuple(void *block, size_t size) {
    return size > sizeof(PyGC_Head) + sizeof(PyObject) && Py_TYPE(object_of(block)) == &PyTuple_Type;
}

static void *hooked_realloc(void *context, void *block, size_t size) {
    Allocations *allocations = context;
    if (is_heard(allocations)) let_go(allocations, block);
    void *moved = allocations->next.realloc(allocations->next.ctx, block, size);
    if (!moved || !is_heard(allocations)) return moved;
    follow_code(allocations);
    if (!block) {
        note(allocations, (uintptr_t)moved, OPERATION_ALLOCATE, DETAIL(allocations, moved, size));
        return moved;
    }
    int is_tuple = holds_tuple(moved, size);
    if (moved != block || is_tuple) {
        note(allocations, (uintptr_t)block, OPERATION_MOVE_FROM, 0);
        note(allocations, (uintptr_t)moved, OPERATION_MOVE_TO, (uint32_t)is_tuple);
    }
    return moved;
}

static void hooked_free(void *context, void *block) {
    Allocations *allocations = context;
    if (block && is_heard(allocations)) {
        let_go(allocations, block);
        follow_code(allocations);
        note(allocations, (uintptr_t)block, OPERATION_FREE, 0);
    }
    allocations->next.free(allocations->next.ctx, block);
}

int allocations_install(Allocations *allocations, Collector *collector) {
    PyMemAllocatorEx next = allocations->next;
    memset(allocations, 0, sizeof *allocations);
    allocations->next = next;
    allocations->operations = malloc(OPERATIONS * sizeof *allocations->operations);
    if (!allocations->operations) return -1;
    allocations->collector = collector;
    allocations->waiting_lists = waiting_lists();
    allocations->waiting_dicts = waiting_dicts();
    allocations->over_since = UINT64_MAX;
    allocations->is_enabled = collector->enabled != 0;
    allocations->followed = *young_count(collector);
    allocations->is_on = 1;
    if (allocations->next.malloc) return 0;
    PyMem_GetAllocator(PYMEM_DOMAIN_OBJ, &allocations->next);
    PyMemAllocatorEx hooked = {allocations, hooked_malloc, hooked_calloc, hooked_realloc, hooked_free};
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &hooked);
    return 0;
}

int allocations_are_heard(Allocations *allocations) {
    size_t before = allocations->operation_count;
    PyObject_Free(PyObject_Malloc(1));
    return allocations->operation_count != before;
}

void allocations_remove(Allocations *allocations) {
    allocations->is_on = 0;
    PyMemAllocatorEx current;
    PyMem_GetAllocator(PYMEM_DOMAIN_OBJ, &current);
    /* Another hook may have been installed before ours (tracemalloc does so). Then our hook stays and only passes calls on. */
    if (current.ctx != allocations) return;
    PyMem_SetAllocator(PYMEM_DOMAIN_OBJ, &allocations->next);
    allocations->next = (PyMemAllocatorEx){0};
}

void allocations_free(Allocations *allocations) {
    free(allocations->operations);
    allocations->operations = NULL;
    blocks_free(&allocations->blocks);
    RELEASE(allocations->steps);
    RELEASE(allocations->fresh);
    RELEASE(allocations->freed);
    RELEASE(allocations->switches);
    RELEASE(allocations->moved);
}

void allocations_forget(Allocations *allocations) {
    allocations->steps.count = 0;
    allocations->fresh.count = 0;
    allocations->freed.count = 0;
    allocations->switches.count = 0;
    allocations->began = allocations->moment;
    allocations->base = allocations->collector ? *young_count(allocations->collector) : 0;
    allocations->over_since = UINT64_MAX;
}

/* This many allocations in one place may belong to the rounds of a loop. */
enum { ROUND_LEAST = 4 };
/* After this many, the interpreter may have specialised the instruction. */
enum { LOOK_BACK = 256 };

/* The difference in depth between two calls. The stack grows downwards. */
static inline int32_t shallower_by(uint32_t one, uint32_t other) { return (int32_t)((one - other) << DEPTH_SHIFT); }

static void step(Allocations *allocations, int is_up) {
    PUSH(allocations->steps, (Step){.moment = allocations->moment, .is_up = (uint64_t)is_up});
}

/* Notes a counted allocation. Consecutive allocations in one instruction belong to one call into C, or to a loop that does nothing
 * else. The rounds of such a loop begin where the stack is least deep. */
static void step_up(Allocations *allocations, uint32_t depth) {
    step(allocations, 1);
    if (!COLLECTS_AT_SAFE_POINTS) return;
    if (allocations->is_apart || shallower_by(depth, allocations->least_depth) > 0) allocations->least_depth = depth;
    if (allocations->looked_back++ == 0 || shallower_by(depth, allocations->late_depth) > 0) allocations->late_depth = depth;
    int is_round = allocations->together >= ROUND_LEAST && depth == allocations->least_depth;
    if (allocations->is_apart || is_round) {
        allocations->steps.items[allocations->steps.count - 1].is_apart = 1;
        allocations->together = 0;
    }
    allocations->together++;
    if (allocations->is_apart) allocations->looked_back = 0;
    if (allocations->looked_back == LOOK_BACK) {
        allocations->least_depth = allocations->late_depth;
        allocations->looked_back = 0;
    }
    allocations->is_apart = 0;
}

/* Notes that the count has come to this, of a collector that counts objects as they are tracked and untracked. */
static void follow_tracking(Allocations *allocations, int32_t count) {
    if (!COUNTS_TRACKED) return;
    for (; allocations->followed < count; allocations->followed++) step_up(allocations, allocations->depth);
    for (; allocations->followed > count; allocations->followed--) step(allocations, 0);
}

static void digest_free(Allocations *allocations, uintptr_t block, int was_counted) {
    Block *slot = blocks_find(&allocations->blocks, block);
    if (!slot) {
        /* An object that existed before recording and that no sample has seen. */
        if (was_counted) step(allocations, 0);
        return;
    }
    if (slot->entry) {
        PUSH(allocations->freed, (Freed){slot->entry, allocations->moment, allocations->allocations, 0});
    } else if (COUNTS_TRACKED) {
        /* Its untracking was seen. */
    } else if (allocations->steps.count && allocations->steps.items[allocations->steps.count - 1].is_up &&
               allocations->steps.items[allocations->steps.count - 1].moment == slot->moment) {
        /* No other object was counted between its birth and its death. */
        allocations->steps.count--;
    } else {
        step(allocations, 0);
    }
    blocks_remove(&allocations->blocks, slot);
}

static void watch_count(Allocations *allocations, int32_t count) {
    if (count <= allocations->threshold) {
        allocations->over_since = UINT64_MAX;
        return;
    }
    allocations->last_over = allocations->moment;
    if (allocations->over_since == UINT64_MAX) allocations->over_since = allocations->moment;
}

void allocations_digest(Allocations *allocations) {
    size_t total = allocations->operation_count;
    for (size_t position = 0; position < total; position++) {
        Operation *operation = &allocations->operations[position];
        allocations->moment++;
        watch_count(allocations, operation->count);
        follow_tracking(allocations, operation->count);
        if (operation->is_enabled != allocations->is_enabled) {
            allocations->is_enabled = operation->is_enabled;
            PUSH(allocations->switches, (Switch){allocations->moment, operation->is_enabled});
        }
        switch (operation->kind) {
        case OPERATION_ALLOCATE: {
            allocations->allocations++;
            if (operation->detail & HAS_MOVED_ON) allocations->is_apart = 1;
            if (operation->detail & HAS_UNWOUND) allocations->together = 0;
            allocations->depth = operation->detail >> DEPTH_SHIFT;
            /* Whether the block is an object's is told by the tracer. */
            if (COUNTS_TRACKED) break;
            Operation *next = position + 1 < total ? operation + 1 : NULL;
            int64_t after = next ? next->count : *young_count(allocations->collector);
            int64_t moved = after - operation->count;
            int is_counted = moved > 0;
            if (moved == 0 && next && next->kind == OPERATION_FREE && next->block != operation->block) {
                /* Up by this one and down again by the next, or neither. */
                is_counted = blocks_find(&allocations->blocks, next->block) != NULL && operation->count > 0;
            }
            if (is_counted) {
                Block *slot = blocks_insert(&allocations->blocks, operation->block);
                *slot = (Block){.block = operation->block,
                                 .moment = allocations->moment,
                                 .words = operation->detail & WORDS_MOST,
                                 .passed = operation->detail >> 16 & 3};
                if (operation->count >= allocations->threshold) allocations->last_over = allocations->moment;
                step_up(allocations, operation->detail >> DEPTH_SHIFT);
                PUSH(allocations->fresh, (Fresh){operation->block, allocations->moment});
            }
            break;
        }
        case OPERATION_FREE: {
            int32_t before = position ? operation[-1].count : operation->count;
            digest_free(allocations, operation->block, !COUNTS_TRACKED && operation->count < before);
            break;
        }
        case OPERATION_MOVE_FROM: {
            Block *slot = blocks_find(&allocations->blocks, operation->block);
            if (!slot || position + 1 == total || operation[1].kind != OPERATION_MOVE_TO) break;
            Block moved = *slot;
            blocks_remove(&allocations->blocks, slot);
            slot = blocks_insert(&allocations->blocks, operation[1].block);
            moved.block = operation[1].block;
            if (operation[1].detail) {
                /* It does not matter for the free list of its second length whether it came from that of its first. */
                moved.is_reused = 0;
                if (moved.moment <= allocations->began) moved.moment = allocations->moment;
                PUSH(allocations->fresh, (Fresh){moved.block, moved.moment});
            }
            *slot = moved;
            if (moved.entry) PUSH(allocations->moved, (Moved){moved.entry, moved.block});
            break;
        }
        case OPERATION_CREATE:
        case OPERATION_RECREATE: {
            Block *slot = blocks_insert(&allocations->blocks, operation->block);
            const Operation *last = position ? operation - 1 : NULL;
            if (COUNTS_TRACKED && last && last->kind == OPERATION_ALLOCATE && last->block == operation->block) {
                *slot = (Block){.block = operation->block,
                                .moment = allocations->moment - 1,
                                .words = last->detail & WORDS_MOST,
                                .passed = last->detail >> 16 & 3};
                PUSH(allocations->fresh, (Fresh){operation->block, allocations->moment - 1});
            }
            slot->site = operation->detail;
            int is_resized = operation->kind == OPERATION_RECREATE && slot->moment && !slot->is_waiting;
            slot->is_waiting = 0;
            if (!is_resized && (slot->moment + 1 != allocations->moment || slot->is_reused)) {
                slot->moment = allocations->moment;
                slot->is_reused = 1;
            }
            break;
        }
        case OPERATION_DESTROY: {
            Block *slot = blocks_find(&allocations->blocks, operation->block);
            if (!slot) break;
            slot->is_waiting = 1;
            if (!slot->entry) break;
            PUSH(allocations->freed, (Freed){slot->entry, allocations->moment, allocations->allocations, 1});
            slot->entry = 0;
            break;
        }
        default:
            break;
        }
    }
    allocations->operation_count = 0;
    watch_count(allocations, *young_count(allocations->collector));
    follow_tracking(allocations, *young_count(allocations->collector));
    if (allocations->when_much && allocations->steps.count >= allocations->many) allocations->when_much(allocations->context);
}
