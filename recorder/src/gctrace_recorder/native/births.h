/* Writes births of objects, in fresh memory or in that of a free list, and their references from then on. */
#ifndef GCTRACE_BIRTHS_H
#define GCTRACE_BIRTHS_H

#include "recorder.h"

void write_birth_of(Recorder *recorder, Index index, uint64_t moment);
/* Writes the birth of an object that was born and died between two samples. */
void write_passing(Recorder *recorder, const Waiting *waiting, uint64_t moment);
/* One reference that an object has gained. */
void write_gain(Recorder *recorder, Index index, size_t gain);
/* The references that an object has gained. */
void write_gains(Recorder *recorder, Index index);

#endif
