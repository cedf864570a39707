/* The reference tracer of CPython 3.13 and later (PyRefTracer_SetTracer): it tells of each object as it is made and as it is destroyed,
 * of those on free lists as well, which the allocator does not see. On other versions there is none, and nothing is done. */
#ifndef GCTRACE_TRACER_H
#define GCTRACE_TRACER_H

#include "allocations.h"
#include "sites.h"

typedef struct {
    Allocations *allocations; /* is told of each creation, and of the deaths that a free list may keep from the allocator */
    Sites *sites;             /* are told where; NULL: they are not asked for */
#if PY_VERSION_HEX >= 0x030D0000
    PyRefTracer next; /* the tracer in whose place ours is */
    void *next_context;
#endif
} Tracer;

/* Takes its place; in a forked child, which has it from its parent, goes on. */
void tracer_begin(Tracer *tracer, Allocations *allocations, Sites *sites);
/* Takes its place again, where the program has taken it. */
void tracer_resume(Tracer *tracer);
void tracer_end(Tracer *tracer);

#endif
