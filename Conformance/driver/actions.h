/* Actions: what an event of the log can do to references, and a step of a script likewise. */
#ifndef GCTRACE_DRIVER_ACTIONS_H
#define GCTRACE_DRIVER_ACTIONS_H

#include <stddef.h>
#include <stdint.h>

typedef enum { RETAIN, RELEASE, REF, UNREF, CLEAR } Verb;
typedef struct { Verb verb; int64_t object, other, times; } Action;

/* What a finalizer or a callback does. */
typedef struct { Action *actions; size_t count; } Script;

/* Does the action, or says why it does not apply and does nothing of it. */
int perform(const Action *action);

/* Runs the steps in order; one that no longer applies is skipped. The caller holds the object, so that the script stays. */
void run_script(const Script *script);

#endif
