/* Which of the sampled objects nothing reaches any more, and since when. */
#ifndef GCTRACE_GARBAGE_H
#define GCTRACE_GARBAGE_H

#include "recorder.h"

/* `awaits`: no collection follows at once, so that what a finalizer may bring back is held until one has called it. */
void find_garbage(Recorder *recorder, int awaits);
/* Garbage that something in reach refers to is in reach itself. */
void spread_reach(Recorder *recorder);
/* When it was let go. */
void date_garbage(Recorder *recorder);

#endif
