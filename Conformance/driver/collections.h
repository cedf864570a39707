/* Collections as they happen, and the free lists of the log's types, which a full one empties. */
#ifndef GCTRACE_DRIVER_COLLECTIONS_H
#define GCTRACE_DRIVER_COLLECTIONS_H

#include "run.h"

/* Notes the collection that ran since the last look, if one did: called wherever one can have run, so there is at most one. */
void notice_collection(void);

/* Takes the collector's statistics as they are for what has been seen: at the beginning of a log. */
void forget_collections(void);

/* To be called before gc.collect(generation). */
void expect_collection(int generation);

/* To be called before the eval loop gets its safe point. */
void expect_scheduled_collection(void);

void empty_free_lists(void);

/* Blocks that the driver's own tuples have left on the interpreter's free lists: no objects of the log. */
void lend_to_free_lists(int blocks);

#endif
