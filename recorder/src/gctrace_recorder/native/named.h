/* Under which names an object refers to others: those that the program's source has for them. */
#ifndef GCTRACE_NAMED_H
#define GCTRACE_NAMED_H

#include "interpreter.h"

/* `target` is not to be read: a variable that has gone out of use may still have it. The name is a str, or else a word in UTF-8. */
typedef void (*NamedVisit)(PyObject *target, PyObject *text, const char *word, void *context);

/* Attributes, slots, variables and, with `keys_too`, a dict's keys that are a str. O(what the object holds); nothing of the program's is
 * called, and nothing allocated. */
void each_named_reference(PyObject *object, int keys_too, NamedVisit visit, void *context);
/* The cells in which a function, frame or generator keeps variables that it shares with others. */
void each_cell(PyObject *object, NamedVisit visit, void *context);
/* The dicts whose keys are names in the program's source: of an object's attributes, or a function's global variables. `visit` gets no
 * name. */
void each_namespace(PyObject *object, NamedVisit visit, void *context);

#endif
