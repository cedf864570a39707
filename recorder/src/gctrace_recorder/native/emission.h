/* Writes an interval: its actions in the order of their moments. */
#ifndef GCTRACE_EMISSION_H
#define GCTRACE_EMISSION_H

#include "recorder.h"

/* Writes the interval; afterwards the written count is near the true one. O(n log n) of its actions. */
void write_interval(Recorder *recorder);
/* Writes the heap as recording began. */
void write_beginning(Recorder *recorder);

#endif
