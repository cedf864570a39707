/* Keeps generation 0's count in a replay near the real one. */
#ifndef GCTRACE_BALANCE_H
#define GCTRACE_BALANCE_H

#include "recorder.h"

/* Writes what the count has done up to a moment. */
void follow_count(Recorder *recorder, uint64_t moment);
/* Writes what of the count is missing, if it is worth it. */
void write_balance(Recorder *recorder, uint64_t moment);
/* Room for one more allocation below the threshold. */
void make_room(Recorder *recorder, uint64_t moment);
void poll_if_due(Recorder *recorder, uint64_t moment);

#endif
