/* Finds the sampled objects that are no longer reachable, and since when. */
#ifndef GCTRACE_GARBAGE_H
#define GCTRACE_GARBAGE_H

#include "recorder.h"

/* `awaits`: no collection follows at once, so an object that a finalizer may resurrect is held until a collection has called the
 * finalizer. */
void find_garbage(Recorder *recorder, int awaits);
/* Garbage to which a reachable object refers is reachable itself. */
void spread_reach(Recorder *recorder);
/* When it was let go. */
void date_garbage(Recorder *recorder);

#endif
