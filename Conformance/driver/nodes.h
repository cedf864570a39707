/* The objects of a log, as objects of the driver's own static types: visited, cleared, finalized and deallocated as the rules of the
 * log say, where CPython leaves it to the type.
 *
 * - References are visited in the order in which they were added; tp_clear, deallocation and `clear` take the whole array off the
 *   object first and then drop the references one by one in that order, depth first, with no trashcan.
 * - Deallocation follows subtype_dealloc (Python classes): off its list; back on it, at the end of generation 0, for the finalizer;
 *   off it again; from here on the object is gone; weak references to it die and are called back; if it is a weak reference it lets
 *   go of its target; its references are dropped; its memory goes back (or onto its type's free list).
 * - A weak reference is a subclass of weakref.ref, so that every one is its own object; those without a callback are detached first,
 *   as the interpreter detaches the shared one of the exact type. It is held while its callback runs, as the frame of a Python
 *   function would hold it. */
#ifndef GCTRACE_DRIVER_NODES_H
#define GCTRACE_DRIVER_NODES_H

#include "actions.h"
#include "run.h"

/* The parts of a type's variant. */
enum { HAS_FINALIZER = 1, IS_LEGACY = 2, IS_WEAKREF = 4, IS_ATOMIC = 8, VARIANTS = 10 };

/* This many references need no memory of their own. */
enum { FEW = 2 };

/* The scripts of an object's finalizer and callback. Most objects have neither. */
typedef struct { Script finalizer, callback; } Scripts;

/* The books of one object: the last part of it. */
typedef struct {
    PyObject *watchers; /* weak references to it: the interpreter's field */
    int64_t number;
    LogType *type;
    PyObject **references; /* in the order in which they were added, one item for each; `few`, or memory of their own */
    uint32_t count, capacity;
    int64_t external; /* references from outside that the log has given and not taken back */
    Scripts *scripts;
    int finalized; /* only for kind=atomic: the others have the collector's flag */
    int is_root; /* only for the incremental collector */
    PyObject *few[FEW];
} Book;

typedef struct { PyObject_HEAD Book book; } Node;
typedef struct { PyWeakReference base; Book book; } WeakNode;

extern PyTypeObject variants[VARIANTS];

/* The entry for the number of a dead object. */
extern char object_gone;
#define GONE ((PyObject *)&object_gone)

static inline int is_ours(PyObject *object) { return Py_TYPE(object) >= variants && Py_TYPE(object) < variants + VARIANTS; }
static inline Book *book_of(PyObject *object) { return (Book *)((char *)object + Py_TYPE(object)->tp_basicsize) - 1; }
static inline PyWeakReference **watchers_of(PyObject *object) { return (PyWeakReference **)&book_of(object)->watchers; }
static inline int has_head(PyObject *object) { return !(book_of(object)->type->variant & IS_ATOMIC); }

/* The object of a number; NULL, with the reason noted, if none is alive. */
PyObject *alive(int64_t number);

void add_reference(Book *source, PyObject *object);
/* Removes the latest `times` references to `object` from the array. Returns 0 and removes nothing if there are fewer. */
int take_references(Book *source, PyObject *object, int64_t times);
void drop_references(Book *book);
/* Drops `times` references at once; only the last can deallocate. */
void drop(PyObject *object, int64_t times);

/* The new object enters the log with one external reference. */
Book *be_born(PyObject *object, LogType *type, int64_t number);
/* Makes a weak reference refer to a target, with the driver's callback or without. */
void watch(PyObject *weakref, PyObject *target, int with_callback);
/* Makes a weak reference let go of its target, without a callback. */
void unwatch(PyObject *weakref);

/* 0, with an error set, if the types cannot be made. */
int ready_types(void);

#endif
