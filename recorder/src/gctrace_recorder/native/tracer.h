/* The reference tracer of CPython 3.13 and later (PyRefTracer_SetTracer). It reports each creation and destruction of an object,
 * including objects of free lists, which the allocator does not see. Other versions have no tracer, and these functions do nothing. */
#ifndef GCTRACE_TRACER_H
#define GCTRACE_TRACER_H

#include "allocations.h"
#include "sites.h"

typedef struct {
    Allocations *allocations; /* receives each creation, and the deaths that a free list may hide from the allocator */
    Sites *sites;             /* receive the sites; NULL: sites are not recorded */
#if PY_VERSION_HEX >= 0x030D0000
    PyRefTracer next; /* the tracer in whose place ours is */
    void *next_context;
#endif
} Tracer;

/* Installs the tracer. A forked child, which inherits it, keeps it. */
void tracer_begin(Tracer *tracer, Allocations *allocations, Sites *sites);
/* Installs the tracer again if the program has replaced it. */
void tracer_resume(Tracer *tracer);
void tracer_end(Tracer *tracer);

#endif
