/* What the finalizers that a collection called did: what they freed of the garbage, and what they brought back. */
#ifndef GCTRACE_FINALIZERS_H
#define GCTRACE_FINALIZERS_H

#include "recorder.h"

void explain_early_deaths(Recorder *recorder, int64_t collected);
void explain_survival(Recorder *recorder, int64_t uncollectable);

#endif
