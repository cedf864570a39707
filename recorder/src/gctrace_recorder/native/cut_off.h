/* What loses a holder: whether something outside still refers to it, and if not, what is cut off with it. */
#ifndef GCTRACE_CUT_OFF_H
#define GCTRACE_CUT_OFF_H

#include "recorder.h"

/* It lost a holder: its count is to be read, if it was not sampled. */
void adjust(Recorder *recorder, Index index);
void adjust_targets(Recorder *recorder, Index index);

/* Finds the next group that is cut off among what lost a holder, marks it as garbage, and leaves it in `members`, for the caller to look
 * at for the last time. False: there is none. */
int next_cut_off(Recorder *recorder, CutOff *group);

#endif
