#include "allocation.h"
#include "collections.h"

PyObject *allocate(LogType *type) {
    PyTypeObject *variant = &variants[type->variant];
    if (type->variant & IS_ATOMIC) return must(_PyObject_New(variant));
    PyObject *object = must(_PyObject_GC_New(variant));
    /* The allocation is counted unless a collection within it has set the count to 0. */
    if (!COLLECTS_AT_SAFE_POINTS && *young_count(gc) == 0) notice_collection();
    return object;
}

PyObject *allocate_uncounted(LogType *type) {
    if (type->variant & IS_ATOMIC) return allocate(type);
    int enabled = gc->enabled, count = *young_count(gc);
#if IS_INCREMENTAL
    Py_ssize_t heap_size = gc->heap_size;
#endif
    gc->enabled = 0;
    PyObject *object = must(_PyObject_GC_New(&variants[type->variant]));
    *young_count(gc) = count;
#if IS_INCREMENTAL
    gc->heap_size = heap_size;
#endif
    gc->enabled = enabled;
    return object;
}

PyObject *reuse(LogType *type) {
    if (type->waiting == 0) return allocate_uncounted(type);
    PyObject *object = type->items[--type->waiting];
    head_of(object)->_gc_next = head_of(object)->_gc_prev = 0; /* forgets that an earlier life was finalized */
    return PyObject_Init(object, &variants[type->variant]);
}

void allocate_block(void) {
    static LogType plain; /* variant 0, a container; such a block never becomes an object of the log */
    if (run.pooled == run.pool_capacity) {
        run.pool_capacity = run.pool_capacity ? run.pool_capacity * 2 : 64;
        run.pool = must(realloc(run.pool, run.pool_capacity * sizeof *run.pool));
    }
    PyObject *block = run.pool[run.pooled++] = allocate(&plain);
#if COUNTS_TRACKED
    PyObject_GC_Track(block);
    list_remove(head_of(block));
#else
    (void)block;
#endif
}

static void count_down(void) {
    int *count = young_count(gc);
    if (*count > 0) --*count;
#if IS_INCREMENTAL
    gc->heap_size--;
#endif
}

void free_block(void) {
    int is_ours = run.pooled > 0;
    if (is_ours) PyObject_GC_Del(run.pool[--run.pooled]);
    if (!is_ours || COUNTS_TRACKED) count_down();
}

void free_pool(void) {
    while (run.pooled > 0) PyObject_GC_Del(run.pool[--run.pooled]);
    free(run.pool);
}
