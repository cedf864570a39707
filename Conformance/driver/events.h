/* The events of a log. Each performs its record in the interpreter. */
#ifndef GCTRACE_DRIVER_EVENTS_H
#define GCTRACE_DRIVER_EVENTS_H

#include "log.h"

/* Performs an event. Returns 0, with the reason noted, if it is no event or does not apply. */
int do_event(const Field *fields, int count);

/* Takes a `type` record. */
int define_type(const Field *fields, int count);

/* 0, with an error set, if the gc module lacks something. */
int ready_events(PyObject *gc_module);

#endif
