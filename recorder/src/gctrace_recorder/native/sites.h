/* Where objects were allocated. */
#ifndef GCTRACE_SITES_H
#define GCTRACE_SITES_H

#include "allocations.h"
#include "interpreter.h"
#include "log.h"
#include "vector.h"

typedef struct {
    uint64_t key; /* of file and line; 0: the place is free */
    uint32_t number;
} Site;

/* The lines of a function. */
typedef struct {
    uint64_t file;
    int first, last;
    char *name;
} Function;

typedef struct {
    PyObject *traceback; /* _tracemalloc._get_object_traceback; NULL: sites are not asked for */
    int has_started;     /* tracemalloc, by us */
    Site *places;
    size_t capacity, used;
    VECTOR(Function) functions;
} Sites;

/* Starts tracemalloc where it is not on. 0, or -1 with an exception. */
int sites_begin(Sites *sites);
void sites_end(Sites *sites);
/* Learns a function's name and lines. */
void sites_learn(Sites *sites, PyObject *object);
/* The number of the site where the object was allocated, defined in the log if it is new; 0: not known. */
uint32_t sites_find(Sites *sites, Log *log, Allocations *allocations, PyObject *object);

#endif
