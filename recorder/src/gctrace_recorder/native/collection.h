/* A collection: its cause in a replay, the findings that only hindsight gives, and the report of the real collector. */
#ifndef GCTRACE_COLLECTION_H
#define GCTRACE_COLLECTION_H

#include "recorder.h"

void collection_starts(Recorder *recorder, int generation);
void collection_stops(Recorder *recorder, int64_t collected, int64_t uncollectable);

#endif
