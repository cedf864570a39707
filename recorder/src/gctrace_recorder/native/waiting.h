/* What came and went between two samples. */
#ifndef GCTRACE_WAITING_H
#define GCTRACE_WAITING_H

#include "recorder.h"

/* Plans the lives of what waits on free lists now and was in no sample. */
void plan_waiting(Recorder *recorder);

#endif
