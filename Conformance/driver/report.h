/* The report on a running log: a JSON line for each event in which the collector ran, and one for the end. */
#ifndef GCTRACE_DRIVER_REPORT_H
#define GCTRACE_DRIVER_REPORT_H

#include "text.h"

/* The lines so far. */
extern Text report;

/* The line for an event in which the collector ran. Nothing if it did not, or if only the time is reported. */
void report_event(void);

/* The last line: for a log that ran to its end, for one that failed, or for one of which only the time is reported. */
void report_end(void);
void report_error(void);
void report_time(void);

/* The driver did not have the collector to itself. */
void report_void(void);

#endif
