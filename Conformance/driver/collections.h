/* Collections as they happen, and the free lists of the log's types, which a full one empties. */
#ifndef GCTRACE_DRIVER_COLLECTIONS_H
#define GCTRACE_DRIVER_COLLECTIONS_H

#include "run.h"

/* Notes the collection that ran since the last call, if there was one. Called wherever one can have run, so there is at most
 * one. */
void notice_collection(void);

/* Takes the present statistics of the collector as the starting point, at the beginning of a log. */
void forget_collections(void);

/* To be called before gc.collect(generation). */
void expect_collection(int generation);

/* Call it before the eval loop reaches its safe point. */
void expect_scheduled_collection(void);

void empty_free_lists(void);

/* Blocks of the driver's own tuples on the interpreter's free lists. They are not objects of the log. */
void lend_to_free_lists(int blocks);

#endif
