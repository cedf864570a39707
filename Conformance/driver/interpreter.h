/* What differs between the CPython releases that the driver is built for (3.8 to 3.15, with the GIL). Where the collector's state
 * lies is told by collector.h, which the driver shares with the recorder. */
#ifndef GCTRACE_DRIVER_INTERPRETER_H
#define GCTRACE_DRIVER_INTERPRETER_H

#include "collector.h"

#if PY_VERSION_HEX < 0x03080000 || PY_VERSION_HEX >= 0x03100000 || defined(Py_GIL_DISABLED)
#error "the driver knows CPython 3.8 to 3.15 with the GIL"
#endif

#if PY_VERSION_HEX < 0x03090000
#define PyObject_Vectorcall _PyObject_Vectorcall
#define Py_TPFLAGS_HAVE_VECTORCALL _Py_TPFLAGS_HAVE_VECTORCALL
#define Py_SET_REFCNT(object, count) (Py_REFCNT(object) = (count))
#endif

static inline int default_threshold(int index) {
    if (index == 0) return PY_VERSION_HEX >= 0x030D0000 ? 2000 : 700;
    return IS_INCREMENTAL && index == 2 ? 0 : 10;
}

static inline void set_long_lived(Collector *gc, Py_ssize_t pending, Py_ssize_t total) {
#if IS_INCREMENTAL
    (void)gc, (void)pending, (void)total;
#else
    gc->long_lived_pending = pending;
    gc->long_lived_total = total;
#endif
}

/* Lists, as the collector handles them. Of an object at rest only the flag "finalized" can be set in _gc_prev; _gc_next carries the
 * incremental collector's mark of the old space that the object is counted to. */

#define FLAG_FINALIZED ((uintptr_t)1)

static inline void list_init(PyGC_Head *list) { list->_gc_next = list->_gc_prev = (uintptr_t)list; }
static inline int list_is_empty(PyGC_Head *list) { return head_after(list) == list; }

static inline void link_after(PyGC_Head *head, PyGC_Head *next) {
    head->_gc_next = (head->_gc_next & LINK_FLAGS) | (uintptr_t)next;
    next->_gc_prev = (next->_gc_prev & LINK_FLAGS) | (uintptr_t)head;
}

/* Puts an untracked object at the end of a list; `space` is 0 but for the incremental collector. */
static inline void list_append(PyGC_Head *list, PyGC_Head *item, int space) {
    PyGC_Head *last = head_before(list);
    item->_gc_next = (uintptr_t)space;
    link_after(last, item);
    link_after(item, list);
}

static inline void list_remove(PyGC_Head *item) {
    link_after(head_before(item), head_after(item));
    item->_gc_next = 0;
}

/* Moves everything on `from` to the end of `to`; O(1), as the collector's own merge. */
static inline void list_merge(PyGC_Head *from, PyGC_Head *to) {
    if (list_is_empty(from)) return;
    PyGC_Head *first = head_after(from), *last = head_before(from), *end = head_before(to);
    link_after(end, first);
    link_after(last, to);
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
