/* Looks at the heap: the contents of the lists, each object's reference count, and its references according to tp_traverse. */
#ifndef GCTRACE_SAMPLE_H
#define GCTRACE_SAMPLE_H

#include "recorder.h"

/* Examines the lists up to `top` (3: all), and notes in the interval all differences from the log. O(contents of the lists). */
void sample_take(Recorder *recorder, int top);
/* Samples an object that is on none of the examined lists. An object that was sampled already is examined again. */
void sample_also(Recorder *recorder, Index index);

#endif
