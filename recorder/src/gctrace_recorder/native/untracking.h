/* The collector's untracking of tuples and dicts: where a replay would do it otherwise, what really happened is written. */
#ifndef GCTRACE_UNTRACKING_H
#define GCTRACE_UNTRACKING_H

#include "recorder.h"

/* What of it a replay would do otherwise. */
void decide_untracking(Recorder *recorder);
void write_untracking(Recorder *recorder);

#endif
