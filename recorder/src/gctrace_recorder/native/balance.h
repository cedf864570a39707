/* Keeps generation 0's count in a replay near the real one. */
#ifndef GCTRACE_BALANCE_H
#define GCTRACE_BALANCE_H

#include "recorder.h"

/* Writes the changes of the count up to a moment. */
void follow_count(Recorder *recorder, uint64_t moment);
/* Writes the missing part of the count, if it is large enough. */
void write_balance(Recorder *recorder, uint64_t moment);
/* Makes room for one more allocation below the threshold. */
void make_room(Recorder *recorder, uint64_t moment);
void poll_if_due(Recorder *recorder, uint64_t moment);

#endif
