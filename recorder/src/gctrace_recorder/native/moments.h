/* When, within the interval, objects were born, gained references, and died. */
#ifndef GCTRACE_MOMENTS_H
#define GCTRACE_MOMENTS_H

#include "recorder.h"

/* Puts entries in order, the latest moment first. O(n log n). */
void sort_latest_first(Recorder *recorder, Index *entries, size_t count, uint64_t (*moment_of)(const Plan *));
void date_births(Recorder *recorder);
void date_gains(Recorder *recorder);
/* When a reference came: both objects must have existed. */
uint64_t moment_of_gain(Recorder *recorder, const Plan *holder, const Reference *gain);
void date_weak_references(Recorder *recorder);
void date_deaths(Recorder *recorder);

#endif
