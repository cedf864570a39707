/* Memory for objects of the log: from the interpreter's allocator, counted or not, or from the free list of a type. */
#ifndef GCTRACE_DRIVER_ALLOCATION_H
#define GCTRACE_DRIVER_ALLOCATION_H

#include "nodes.h"

/* A counted block. Its allocation may start a collection. */
PyObject *allocate(LogType *type);
/* An uncounted block. Its allocation starts no collection. */
PyObject *allocate_uncounted(LogType *type);
/* A block from the type's free list, or else an uncounted block. */
PyObject *reuse(LogType *type);

/* Allocates or frees the blocks of `count N`, which the log does not describe. */
void allocate_block(void);
void free_block(void);
void free_pool(void);

#endif
