/* What is told of a log that runs: a JSON line for each event in which the collector ran, and one for the end. */
#ifndef GCTRACE_DRIVER_REPORT_H
#define GCTRACE_DRIVER_REPORT_H

#include "text.h"

/* The lines so far. */
extern Text report;

/* The line of an event in which the collector ran; nothing if it did not, or if only the time is asked for. */
void report_event(void);

/* The last line: of a log that ran to its end, of one that failed, and of one of which only the time is asked for. */
void report_end(void);
void report_error(void);
void report_time(void);

/* The driver did not have the collector to itself. */
void report_void(void);

#endif
