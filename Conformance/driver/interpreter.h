/* What differs between the CPython versions that the driver is built for (3.8 to 3.13, with the GIL), and the collector's
 * own fields. Everything that needs the interpreter's internal headers is in this file. */
#ifndef GCTRACE_INTERPRETER_H
#define GCTRACE_INTERPRETER_H

#define PY_SSIZE_T_CLEAN
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include "Python.h"

#if PY_VERSION_HEX < 0x03080000 || PY_VERSION_HEX >= 0x030E0000 || defined(Py_GIL_DISABLED)
#error "the driver knows CPython 3.8 to 3.13 with the GIL"
#endif

/* The internal headers of 3.8 to 3.10 want compiler atomics of another flavour than an extension is built with; nothing of
 * theirs that depends on it is used here. */
#undef HAVE_STD_ATOMIC
#if PY_VERSION_HEX >= 0x03090000
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"
#else
#include "internal/pycore_pymem.h"
#include "internal/pycore_pystate.h"
#endif

/* From 3.12 on an allocation only schedules a collection; the eval loop runs it at a safe point. */
#define COLLECTS_AT_SAFE_POINTS (PY_VERSION_HEX >= 0x030C0000)

#if PY_VERSION_HEX < 0x03090000
#define PyObject_Vectorcall _PyObject_Vectorcall
#define Py_TPFLAGS_HAVE_VECTORCALL _Py_TPFLAGS_HAVE_VECTORCALL
#define Py_SET_REFCNT(object, count) (Py_REFCNT(object) = (count))
#endif

typedef struct _gc_runtime_state Collector;

static inline Collector *collector_of_interpreter(void) {
#if PY_VERSION_HEX >= 0x03090000
    return &PyInterpreterState_Get()->gc;
#else
    return &_PyRuntime.gc;
#endif
}

/* The lists. A head's two low _gc_prev bits are flags; of an object at rest only "finalized" (bit 0) can be set, and
 * _gc_next carries none. _gc_next is 0 for an untracked object. */

#define LINK_FLAGS ((uintptr_t)3)
#define FLAG_FINALIZED ((uintptr_t)1)

static inline PyGC_Head *head_of(PyObject *object) { return (PyGC_Head *)object - 1; }
static inline PyObject *object_of(PyGC_Head *head) { return (PyObject *)(head + 1); }
static inline PyGC_Head *head_after(PyGC_Head *head) { return (PyGC_Head *)(head->_gc_next & ~LINK_FLAGS); }
static inline PyGC_Head *head_before(PyGC_Head *head) { return (PyGC_Head *)(head->_gc_prev & ~LINK_FLAGS); }
static inline int is_tracked(PyObject *object) { return head_of(object)->_gc_next != 0; }

static inline void list_init(PyGC_Head *list) { list->_gc_next = list->_gc_prev = (uintptr_t)list; }
static inline int list_is_empty(PyGC_Head *list) { return head_after(list) == list; }

static inline void list_append(PyGC_Head *list, PyGC_Head *item) {
    PyGC_Head *last = head_before(list);
    last->_gc_next = (uintptr_t)item;
    item->_gc_prev = (item->_gc_prev & LINK_FLAGS) | (uintptr_t)last;
    item->_gc_next = (uintptr_t)list;
    list->_gc_prev = (uintptr_t)item;
}

/* Moves everything on `from` to the end of `to`; O(1), as the collector's own merge. */
static inline void list_merge(PyGC_Head *from, PyGC_Head *to) {
    if (list_is_empty(from)) return;
    PyGC_Head *first = head_after(from), *last = head_before(from), *end = head_before(to);
    end->_gc_next = (uintptr_t)first;
    first->_gc_prev = (first->_gc_prev & LINK_FLAGS) | (uintptr_t)end;
    last->_gc_next = (uintptr_t)to;
    to->_gc_prev = (uintptr_t)last;
    list_init(from);
}

/* Sets or clears the thread's error indicator without allocating: `exception` is a type up to 3.11, an instance from 3.12. */
static inline void set_error(PyObject *exception) {
    Py_INCREF(exception);
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(exception);
#else
    PyErr_Restore(exception, NULL, NULL);
#endif
}

#endif
