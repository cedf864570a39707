/* The interpreter's free lists of objects with a collector's head, as a replay of the log has them: what waits on one decides whether
 * an allocation is served by it, and is not counted, and a deallocation adds to it, and is not counted either (`meta freelists
 * simulated`, `type ... freelist=`). */
#ifndef GCTRACE_FREELISTS_H
#define GCTRACE_FREELISTS_H

#include "blocks.h"
#include "interpreter.h"

/* The longest tuples that a free list serves. That of 20-tuples is never taken from in 3.11 and 3.12. */
#if PY_VERSION_HEX >= 0x030D0000
enum { LONGEST_LISTED_TUPLE = 20 };
#else
enum { LONGEST_LISTED_TUPLE = 19 };
#endif

/* Which free list: none, or one of those below; tuples of each length have one. */
enum {
    FREE_LIST_NONE,
    FREE_LIST_LIST,
    FREE_LIST_DICT,
    FREE_LIST_METHOD,   /* bound methods, and those of C functions: before 3.9 */
    FREE_LIST_FUNCTION,
    FREE_LIST_TUPLE,    /* of length 1, and so on */
    FREE_LIST_CLOSURE = FREE_LIST_TUPLE + LONGEST_LISTED_TUPLE, /* Cython keeps one of each type of closures: the first of them */
    FREE_LISTS = 256
};

typedef struct {
    int length;
    uint32_t type_number; /* of its objects, in the log; 0: not written */
} FreeList;

/* On which of CPython's lists the object's memory will go when it dies. `form`: of form_of. */
int free_list_of(PyObject *object, int form);
/* The same of a tuple of that size in bytes, its head among them. */
int free_list_of_tuple(int64_t size);
/* Whether Cython made the type, for what a nested function or a generator closes over, and keeps a free list for it, which no full
 * collection empties: a replay does, and counts eight allocations more after it. */
int is_cython_closure(PyTypeObject *type);
/* Whether its allocation passed the free list by, though something waited there: list() and dict() do. `passed`: of its block. */
static inline int passed_by(int list, unsigned passed) {
    return (list == FREE_LIST_LIST && (passed & PASSED_LISTS)) || (list == FREE_LIST_DICT && (passed & PASSED_DICTS));
}
/* How many objects may wait there. */
int free_list_limit(int list);

#endif
