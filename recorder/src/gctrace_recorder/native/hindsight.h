/* Findings about a collection that only hindsight gives: the objects that are still on its lists, those that died, and those that died
 * with the garbage. */
#ifndef GCTRACE_HINDSIGHT_H
#define GCTRACE_HINDSIGHT_H

#include "recorder.h"

/* Stamps the objects on a generation's list. `is_whole`: all of them, not only those that joined in the collection. */
void mark_present(Recorder *recorder, int generation, int is_whole);
/* Whether mark_present found it on a list. */
static inline int is_present(Recorder *recorder, Index index) { return entry_at(&recorder->model, index)->marked == recorder->pass; }
/* Sorts the objects that left the lists: collected, called, collateral, unlisted. */
void sort_out(Recorder *recorder);
/* From now on, the garbage holds the objects that died with it although no reference that the collector sees is the reason. */
void hide_collateral(Recorder *recorder);

#endif
