/* A log from its beginning to its end, in an interpreter that is as it was before. */
#ifndef GCTRACE_DRIVER_SESSION_H
#define GCTRACE_DRIVER_SESSION_H

#include "interpreter.h"

/* Makes a log the one that session_step() runs; 0 if it cannot be. `header` is the report's first line. */
int session_load(const char *text, size_t length, const char *header, size_t header_length, int timing);

/* Runs the log up to where its next safe point lies, and says whether there is more. Up to 3.11, where the eval loop never
 * collects, that is all of it. */
int session_step(void);

void ready_sessions(void);

#endif
