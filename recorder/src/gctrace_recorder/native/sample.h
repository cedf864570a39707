/* Looks at the heap: what the lists hold, each object's reference count, and what tp_traverse says that it refers to. */
#ifndef GCTRACE_SAMPLE_H
#define GCTRACE_SAMPLE_H

#include "recorder.h"

/* Looks at the lists up to `top` (3: all), and notes in the interval what is not as the log has it. O(what the lists hold). */
void sample_take(Recorder *recorder, int top);
/* Samples an object that is on none of the lists looked at; one that was sampled is looked into again. */
void sample_also(Recorder *recorder, Index index);

#endif
