/* Runs a log from its beginning to its end, in an interpreter that is left as it was before. */
#ifndef GCTRACE_DRIVER_SESSION_H
#define GCTRACE_DRIVER_SESSION_H

#include "interpreter.h"

/* Prepares a log for session_step(). Returns 0 if the driver cannot run it. `header` is the report's first line. */
int session_load(const char *text, size_t length, const char *header, size_t header_length, int timing);

/* Runs the log up to its next safe point, and returns whether there is more. Up to 3.11, where the eval loop never starts a
 * collection, that is the whole log. */
int session_step(void);

void ready_sessions(void);

#endif
