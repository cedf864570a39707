/* Objects that were born and died between two samples. */
#ifndef GCTRACE_WAITING_H
#define GCTRACE_WAITING_H

#include "recorder.h"

/* Plans the lives of objects that are on free lists now and were in no sample. */
void plan_waiting(Recorder *recorder);

#endif
