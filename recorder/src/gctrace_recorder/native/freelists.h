/* The interpreter's free lists of objects with a collector's head, as a replay of the log models them. The contents of a free list
 * decide whether it serves an allocation, which is then not counted. A deallocation adds to the list, and is not counted either (`meta
 * freelists simulated`, `type ... freelist=`). */
#ifndef GCTRACE_FREELISTS_H
#define GCTRACE_FREELISTS_H

#include "blocks.h"
#include "interpreter.h"

/* The longest tuples that a free list serves. In 3.11 and 3.12, nothing takes from the list of 20-tuples. */
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

/* The free list of CPython that the object's memory will join at its death. `form`: of form_of. */
int free_list_of(PyObject *object, int form);
/* The same of a tuple of that size in bytes, its head among them. */
int free_list_of_tuple(int64_t size);
/* Whether the type is one of Cython's closures (of a nested function or a generator). Cython keeps a free list for it, which no full
 * collection empties. A replay empties it, and counts eight more allocations afterwards. */
int is_cython_closure(PyTypeObject *type);
/* Whether its allocation did not use the free list, although the list was not empty: list() and dict() do so. `passed`: of its block. */
static inline int passed_by(int list, unsigned passed) {
    return (list == FREE_LIST_LIST && (passed & PASSED_LISTS)) || (list == FREE_LIST_DICT && (passed & PASSED_DICTS));
}
/* The most objects on the list. */
int free_list_limit(int list);

#endif
