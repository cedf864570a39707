/* What an interval did: who was born, who died, what references and counts came and went, and when.
 *
 * Every intermediate state must hold under any thresholds, when a collection may come at any allocation: whatever is named later
 * has to be reachable, as the log tells it, until then.
 *   - What survives the interval is reachable throughout: its path from outside is made of references that it already had, or of
 *     new ones whose target is held from outside until they come. References from outside come at the interval's start, and go
 *     at its end.
 *   - What dies is reachable until it dies: by its holders, or held from outside where one of them dies before it.
 *   - What is garbage at the end is let go last of all that names it, and not named again. */
#ifndef GCTRACE_INFERENCE_H
#define GCTRACE_INFERENCE_H

#include "recorder.h"

/* The reason for a look at the heap. */
typedef enum { LOOK_BEGIN, LOOK_COLLECTION, LOOK_MIDWAY, LOOK_END } LookKind;

/* Looks at the lists up to `top` (3: all), and concludes what happened since the last look, and when. */
void look(Recorder *recorder, LookKind kind, int top);
/* The interval has been written: another one begins. */
void end_interval(Recorder *recorder);

#endif
