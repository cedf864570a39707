/* Where CPython keeps its collector's state, release by release: what the recorder and the conformance driver (Conformance/driver)
 * both know of it. Whoever includes this says which releases it is written for. */
#ifndef GCTRACE_COLLECTOR_H
#define GCTRACE_COLLECTOR_H

#define PY_SSIZE_T_CLEAN
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include <stdint.h>

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

/* 3.14.0 to 3.14.4: a young list and two old ones, of which an increment examines a part. */
#define IS_INCREMENTAL_IN(release) ((release) >= 0x030E0000 && (release) < 0x030E05C1)
#define IS_INCREMENTAL IS_INCREMENTAL_IN(PY_VERSION_HEX)

/* 3.14.1 to 3.14.4: an object is counted as it is tracked, not as it is allocated. */
#define COUNTS_TRACKED_IN(release) (IS_INCREMENTAL_IN(release) && (release) >= 0x030E0100)
#define COUNTS_TRACKED COUNTS_TRACKED_IN(PY_VERSION_HEX)

typedef struct _gc_runtime_state Collector;

static inline Collector *collector_of_interpreter(void) {
#if PY_VERSION_HEX >= 0x03090000
    return &PyInterpreterState_Get()->gc;
#else
    return &_PyRuntime.gc;
#endif
}

/* Generation 0 to 2, with its list and count; 3 is the permanent generation. Of the incremental collector, 0 is the young list,
 * 1 the old list that its scavenge has visited and 2 the one that waits for it. */
static inline struct gc_generation *generation_of(Collector *collector, int generation) {
    if (generation == 3) return &collector->permanent_generation;
#if IS_INCREMENTAL
    if (generation == 0) return &collector->young;
    return &collector->old[generation == 1 ? collector->visited_space : collector->visited_space ^ 1];
#else
    return &collector->generations[generation];
#endif
}

/* What the collector counts as allocations since generation 0 was last collected. */
static inline int *young_count(Collector *collector) { return &generation_of(collector, 0)->count; }

/* gc.get_threshold()'s numbers. The incremental collector's second is that of old space 0, and it has no third. */
static inline int *threshold_of(Collector *collector, int index) {
#if IS_INCREMENTAL
    return index == 0 ? &collector->young.threshold : &collector->old[index - 1].threshold;
#else
    return &collector->generations[index].threshold;
#endif
}

/* What gc.get_stats() says of a generation. */
typedef struct { int64_t collections, collected, uncollectable; } Statistics;

static inline Statistics statistics_of(Collector *collector, int generation) {
#if PY_VERSION_HEX >= 0x030F0000 /* the latest of several, which add up */
    const struct gc_stats *all = collector->generation_stats;
    const struct gc_generation_stats *stats = generation == 0 ? &all->young.items[all->young.index]
                                                              : &all->old[generation - 1].items[all->old[generation - 1].index];
#else
    const struct gc_generation_stats *stats = &collector->generation_stats[generation];
#endif
    return (Statistics){stats->collections, stats->collected, stats->uncollectable};
}

/* The figures of the 25 % rule, which the incremental collector does not have. */
static inline Py_ssize_t long_lived_pending(Collector *collector) {
#if IS_INCREMENTAL
    return (void)collector, 0;
#else
    return collector->long_lived_pending;
#endif
}

static inline Py_ssize_t long_lived_total(Collector *collector) {
#if IS_INCREMENTAL
    return (void)collector, 0;
#else
    return collector->long_lived_total;
#endif
}

/* The lists. The two low bits of a link are the collector's flags; _gc_next is 0 for an untracked object. */

#define LINK_FLAGS ((uintptr_t)3)

static inline PyGC_Head *head_of(PyObject *object) { return (PyGC_Head *)object - 1; }
static inline PyObject *object_of(PyGC_Head *head) { return (PyObject *)(head + 1); }
static inline PyGC_Head *head_after(PyGC_Head *head) { return (PyGC_Head *)(head->_gc_next & ~LINK_FLAGS); }
static inline PyGC_Head *head_before(PyGC_Head *head) { return (PyGC_Head *)(head->_gc_prev & ~LINK_FLAGS); }
static inline int is_tracked(PyObject *object) { return head_of(object)->_gc_next != 0; }
static inline int is_finalized(PyObject *object) { return (head_of(object)->_gc_prev & 1) != 0; }

static inline PyGC_Head *list_of_generation(Collector *collector, int generation) { return &generation_of(collector, generation)->head; }

#endif
