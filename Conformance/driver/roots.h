/* What the incremental collector marks from, as far as the log tells (`root`, `unroot`): it lies in local variables of two Python
 * functions, `hold` and `drive` (run_log.py), of which the second is called by the first and steps through the log.
 *
 * A scavenge begins with all frames; later increments mark from the newest frames only, down to the first that was visited before,
 * `drive` here. So `drive` has the roots that were told since the collector last marked, and `hold` the older ones; both are marked
 * from the newest root to the oldest, as a stack is. The variables hold no reference of their own: that is for the log to say. */
#ifndef GCTRACE_DRIVER_ROOTS_H
#define GCTRACE_DRIVER_ROOTS_H

#include "interpreter.h"

/* The number of variables that each of the two functions needs; 0: this interpreter has no use for roots. */
enum { ROOT_SLOTS = IS_INCREMENTAL ? 512 : 0 };

/* Makes the object a root, or removes it from the roots. Returns 0, with the reason noted, if there are too many. */
int add_root(PyObject *object);
void forget_root(PyObject *object);

/* The collector has marked from the roots of `drive`. */
void age_roots(void);

/* Writes the roots into the variables: before a collection may run. */
void place_roots(void);

/* Empties the variables. */
void clear_roots(void);

#endif
