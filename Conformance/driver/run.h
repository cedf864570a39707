/* The running log and its state. Slots of static types get no context except the object, so there is one log in a process. */
#ifndef GCTRACE_DRIVER_RUN_H
#define GCTRACE_DRIVER_RUN_H

#include "interpreter.h"
#include "memory.h"
#include "numbers.h"
#include <inttypes.h>
#include <time.h>

typedef enum { OUTCOME_DONE = 0, OUTCOME_FAILED = 1, OUTCOME_REFUSED = 2, OUTCOME_BROKEN = 3 } Outcome;

/* A TYPE of the log: the driver's type that stands for it, and its free list. */
typedef struct { int variant, has_free_list; size_t room, waiting; PyObject **items; } LogType;

typedef struct {
    char *text, *next; /* the log; the line to read next */
    int64_t line, event, sequence;
    int started, poll_only, simulates_free_lists, timing, ending;
    int is_silent; /* report nothing about single objects: only the time is reported, or the run ends */
    int count_at_rest; /* generation 0's count as the eval loop was given its safe point */
    Outcome outcome;
    NumberMap types, objects; /* LogType; PyObject, or `gone` */
    PyObject **pool; /* blocks of `count N` */
    size_t pooled, pool_capacity;
    Statistics seen[NUM_GENERATIONS]; /* the collector's statistics at the last look */
    NumberList happened; /* generation, collected, uncollectable of the event's collections */
    NumberList freed, finalized, called, scratch;
    Py_ssize_t garbage_reported; /* items at the head of gc.garbage that an earlier line has named */
    char message[256];
    struct timespec began;
} Run;

extern Run run;

/* The interpreter's collector, and the functions of the gc module that are called. */
extern Collector *gc;

/* Notes why something does not apply. Returns 0. */
int fail(const char *format, ...);

#endif
