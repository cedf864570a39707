#include "collections.h"
#include "roots.h"
#if IS_INCREMENTAL
#include "internal/pycore_ceval.h"
#endif

static void empty_free_list(void *value, void *context) {
    (void)context;
    LogType *type = value;
    while (type->waiting > 0) PyObject_GC_Del(type->items[--type->waiting]);
}

void empty_free_lists(void) { number_each(&run.types, empty_free_list, NULL); }

static void note_run(int generation, Statistics before, Statistics now) {
    list_add(&run.happened, generation);
    list_add(&run.happened, now.collected - before.collected);
    list_add(&run.happened, now.uncollectable - before.uncollectable);
}

#if IS_INCREMENTAL

/* An increment that only marks, or that has no work to do, leaves no trace in the statistics. The driver therefore predicts
 * it: gc.collect() always runs an increment, and so does a safe point if one is scheduled and the collector is enabled. */
static int expected = -1, phase_before;
#if !COUNTS_TRACKED
static Py_ssize_t lent;
#endif

void forget_collections(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) run.seen[g] = statistics_of(gc, g);
    expected = -1;
#if !COUNTS_TRACKED
    lent = 0;
#endif
}

void expect_collection(int generation) {
    expected = generation;
    phase_before = gc->phase;
}

void expect_scheduled_collection(void) {
    int is_scheduled = (PyThreadState_Get()->eval_breaker & _PY_GC_SCHEDULED_BIT) != 0;
    expect_collection(is_scheduled && gc->enabled ? 1 : -1);
}

void lend_to_free_lists(int blocks) {
#if COUNTS_TRACKED
    (void)blocks;
#else
    gc->heap_size -= blocks;
    lent += blocks;
#endif
}

void notice_collection(void) {
    int generation = expected, has_marked = 0;
    expected = -1;
    for (int g = 0; g < NUM_GENERATIONS; g++) {
        Statistics now = statistics_of(gc, g), before = run.seen[g];
        run.seen[g] = now;
        if (now.collections != before.collections + (g == generation)
            && !(g == generation && g == 1 && now.collections == before.collections)) run.outcome = OUTCOME_BROKEN;
        if (g == generation) note_run(g, before, now);
        if (g == 1) has_marked = now.collections != before.collections || (generation == 1 && gc->phase != phase_before);
    }
    if (has_marked) age_roots();
    if (generation != NUM_GENERATIONS - 1) return;
    empty_free_lists();
#if !COUNTS_TRACKED
    gc->heap_size += lent;
    lent = 0;
#endif
}

#else

void forget_collections(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) run.seen[g] = statistics_of(gc, g);
}

void expect_collection(int generation) { (void)generation; }
void expect_scheduled_collection(void) {}
/* Generation 0's count is 0 when a full collection empties the free lists, so they lower it no further. */
void lend_to_free_lists(int blocks) { (void)blocks; }

/* The free lists are emptied here, which has the same effect as at the end of a full collection: generation 0's count is 0
 * then (the collection reset it, and scripts cannot allocate), and nothing was counted since. */
void notice_collection(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) {
        Statistics now = statistics_of(gc, g), before = run.seen[g];
        if (now.collections == before.collections) continue;
        if (now.collections != before.collections + 1) run.outcome = OUTCOME_BROKEN;
        note_run(g, before, now);
        run.seen[g] = now;
        if (g == NUM_GENERATIONS - 1) empty_free_lists();
    }
}

#endif
