/* A collection: what starts it in a replay, what only hindsight tells of it, and what the real collector reported. */
#ifndef GCTRACE_COLLECTION_H
#define GCTRACE_COLLECTION_H

#include "recorder.h"

void collection_starts(Recorder *recorder, int generation);
void collection_stops(Recorder *recorder, int64_t collected, int64_t uncollectable);

#endif
