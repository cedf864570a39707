/* The collector's untracking of tuples and dicts. If a replay would untrack other objects, the real untracking is written. */
#ifndef GCTRACE_UNTRACKING_H
#define GCTRACE_UNTRACKING_H

#include "recorder.h"

/* Finds the untracking that a replay would do differently. */
void decide_untracking(Recorder *recorder);
void write_untracking(Recorder *recorder);

#endif
