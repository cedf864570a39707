/* What a generator's finalizer does. */
#ifndef GCTRACE_GENERATORS_H
#define GCTRACE_GENERATORS_H

#include "recorder.h"

/* Plans the scripts of those that were born, or are garbage. */
void plan_generators(Recorder *recorder);
/* Whether its finalizer drops what it refers to, once it is garbage: some releases do nothing to one that has not begun, and one that is
 * garbage cannot begin any more. What a hook does is the event loop's affair: it mostly brings the generator back, to close it. */
static inline int is_closed_as_garbage(const Entry *entry) {
    return (entry->form & FORM_GENERATOR) && !(entry->form & FORM_HOOKED) && !(entry->form & FORM_LEFT_ALONE);
}

#endif
