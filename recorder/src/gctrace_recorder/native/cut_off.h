/* Objects that lose a holder: whether something outside still refers to them, and if not, which other objects are cut off with them. */
#ifndef GCTRACE_CUT_OFF_H
#define GCTRACE_CUT_OFF_H

#include "recorder.h"

/* Notes that the object lost a holder. Its count will be read if it was not sampled. */
void adjust(Recorder *recorder, Index index);
void adjust_targets(Recorder *recorder, Index index);

/* Finds the next cut-off group among the objects that lost a holder, marks it as garbage, and leaves it in `members`, so that the
 * caller can look at it for the last time. Returns false if there is none. */
int next_cut_off(Recorder *recorder, CutOff *group);

#endif
