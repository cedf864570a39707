/* The effects of the finalizers that a collection called: the garbage that they freed, and the objects that they resurrected. */
#ifndef GCTRACE_FINALIZERS_H
#define GCTRACE_FINALIZERS_H

#include "recorder.h"

/* Assigns to each finalizer the effects that it can have had: on its own object, and on the objects that this one refers to. Call it
 * after mark_present. */
void explain_survival(Recorder *recorder, int64_t uncollectable);
/* After explain_survival. */
void explain_early_deaths(Recorder *recorder, int64_t collected);

#endif
