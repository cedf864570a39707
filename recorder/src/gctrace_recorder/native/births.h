/* Writes births: what is allocated, from a free list or not, and what it refers to from then on. */
#ifndef GCTRACE_BIRTHS_H
#define GCTRACE_BIRTHS_H

#include "recorder.h"

void write_birth_of(Recorder *recorder, Index index, uint64_t moment);
/* The birth of what came and went between two samples. */
void write_passing(Recorder *recorder, const Waiting *waiting, uint64_t moment);
/* One reference that an object has gained. */
void write_gain(Recorder *recorder, Index index, size_t gain);
/* The references that an object has gained. */
void write_gains(Recorder *recorder, Index index);

#endif
