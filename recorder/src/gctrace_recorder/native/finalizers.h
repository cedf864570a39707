/* What the finalizers that a collection called did: what they freed of the garbage, and what they brought back. */
#ifndef GCTRACE_FINALIZERS_H
#define GCTRACE_FINALIZERS_H

#include "recorder.h"

/* Each finalizer has the effects that it can have had: on itself, and on what it refers to. After mark_present. */
void explain_survival(Recorder *recorder, int64_t uncollectable);
/* After explain_survival. */
void explain_early_deaths(Recorder *recorder, int64_t collected);

#endif
