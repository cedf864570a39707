/* What only hindsight tells of a collection: what is on its lists still, what died, and what died with the garbage. */
#ifndef GCTRACE_HINDSIGHT_H
#define GCTRACE_HINDSIGHT_H

#include "recorder.h"

/* Stamps what is on a generation's list now; `is_whole`: all of it, not only what came there in the collection. */
void mark_present(Recorder *recorder, int generation, int is_whole);
/* Whether mark_present found it on a list. */
static inline int is_present(Recorder *recorder, Index index) { return entry_at(&recorder->model, index)->marked == recorder->pass; }
/* Sorts what left the lists: collected, called, collateral, unlisted. */
void sort_out(Recorder *recorder);
/* What died with the garbage, though no reference that the collector sees is why, hangs on it from now on. */
void hide_collateral(Recorder *recorder);

#endif
