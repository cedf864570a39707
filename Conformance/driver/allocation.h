/* Memory for objects of the log: from the interpreter's allocator, counted or not, or from the free list of a type. */
#ifndef GCTRACE_DRIVER_ALLOCATION_H
#define GCTRACE_DRIVER_ALLOCATION_H

#include "nodes.h"

/* A block that is counted, which may collect. */
PyObject *allocate(LogType *type);
/* One that is not counted, and does not collect. */
PyObject *allocate_uncounted(LogType *type);
/* What waits on the type's free list, or else an uncounted block. */
PyObject *reuse(LogType *type);

/* Blocks of `count N`, which the log does not describe: allocated, or given back. */
void allocate_block(void);
void free_block(void);
void free_pool(void);

#endif
