/* Actions: the effects of events, and of the steps of scripts, on references. */
#ifndef GCTRACE_DRIVER_ACTIONS_H
#define GCTRACE_DRIVER_ACTIONS_H

#include <stddef.h>
#include <stdint.h>

typedef enum { RETAIN, RELEASE, REF, UNREF, CLEAR } Verb;
typedef struct { Verb verb; int64_t object, other, times; } Action;

/* A step of a finalizer's or a callback's script. */
typedef struct { Action *actions; size_t count; } Script;

/* Performs the action, or reports why it does not apply and does nothing. */
int perform(const Action *action);

/* Runs the steps in order, and skips a step that no longer applies. The caller holds the object, so that the script stays. */
void run_script(const Script *script);

#endif
