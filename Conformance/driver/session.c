#include "session.h"
#include "allocation.h"
#include "collections.h"
#include "events.h"
#include "report.h"
#include "roots.h"

/* ---- the interpreter's own objects ---- */

/* While a log runs, the collector does not know these objects, so that its counts and lists hold the log's objects alone. They
 * wait on a list outside the collector. The incremental collector would find them there when it marks, so they are untracked
 * for it. */
#if IS_INCREMENTAL
static PyGC_Head **parked;
static size_t parked_count, parked_capacity;

static void park(PyGC_Head *list) {
    while (!list_is_empty(list)) {
        if (parked_count == parked_capacity) {
            parked_capacity = parked_capacity ? parked_capacity * 2 : 4096;
            parked = must(realloc(parked, parked_capacity * sizeof *parked));
        }
        list_remove(parked[parked_count++] = head_after(list));
    }
}

static void unpark(PyGC_Head *list) {
    for (size_t i = 0; i < parked_count; i++) list_append(list, parked[i], gc->visited_space);
    parked_count = 0;
}
#else
static PyGC_Head parked;

static void park(PyGC_Head *list) { list_merge(list, &parked); }
static void unpark(PyGC_Head *list) { list_merge(&parked, list); }
#endif

void ready_sessions(void) {
#if !IS_INCREMENTAL
    list_init(&parked);
#endif
}

/* ---- beginning and end ---- */

/* The collector as it is in a new process, but for its statistics. */
static void reset_collector(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) {
        generation_of(gc, g)->count = 0;
        *threshold_of(gc, g) = default_threshold(g);
    }
    set_long_lived(gc, 0, 0);
    gc->debug = 0;
#if IS_INCREMENTAL
    gc->heap_size = 0;
    gc->work_to_do = -5000;
    gc->visited_space = 0;
    gc->phase = GC_PHASE_MARK;
#endif
}

static void begin(void) {
#if IS_INCREMENTAL
    PyGC_Collect(); /* empties the interpreter's free lists, whose items would be taken off heap_size */
#endif
    for (int g = 0; g <= NUM_GENERATIONS; g++) park(list_of_generation(gc, g));
    reset_collector();
    gc->enabled = 1;
    forget_collections();
    run.started = 1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &run.began);
}

typedef struct { PyObject **items; size_t count; } Objects;

static void hold_if_alive(void *value, void *context) {
    Objects *live = context;
    if (value == GONE) return;
    Py_INCREF((PyObject *)value);
    live->items[live->count++] = value;
}

static void count_one(void *value, void *context) { (void)value, ++*(size_t *)context; }

/* Frees all objects of the log without calling finalizers and callbacks. Checks that only the driver held them, and that none
 * of them is left on a list. */
static void discard_objects(void) {
    run.ending = run.is_silent = 1;
    gc->enabled = 0;
    size_t known = 0;
    number_each(&run.objects, count_one, &known);
    Objects live = {must(malloc((known + 1) * sizeof *live.items)), 0};
    number_each(&run.objects, hold_if_alive, &live);
    PyList_SetSlice(gc->garbage, 0, PyList_GET_SIZE(gc->garbage), NULL);
    run.garbage_reported = 0;
    for (size_t i = 0; i < live.count; i++) {
        Book *book = book_of(live.items[i]);
        if (book->type->variant & IS_WEAKREF) unwatch(live.items[i]);
        drop_references(book);
        drop(live.items[i], book->external);
    }
    for (size_t i = 0; i < live.count; i++) {
        if (Py_REFCNT(live.items[i]) != 1) {
            fprintf(stderr, "gctrace driver: object %" PRId64 " has references that the driver does not know\n", book_of(live.items[i])->number);
            run.outcome = OUTCOME_BROKEN;
        }
        Py_DECREF(live.items[i]);
    }
    free(live.items);
    for (int g = 0; g <= NUM_GENERATIONS; g++)
        if (!list_is_empty(list_of_generation(gc, g))) run.outcome = OUTCOME_BROKEN;
}

static void free_type(void *value, void *context) {
    (void)context;
    free(((LogType *)value)->items);
    free(value);
}

static void free_books(void) {
    empty_free_lists();
    free_pool();
    number_each(&run.types, free_type, NULL);
    number_free(&run.types);
    number_free(&run.objects);
    free(run.text);
    free(run.happened.items);
    free(run.freed.items);
    free(run.finalized.items);
    free(run.called.items);
    free(run.scratch.items);
}

/* Leaves the interpreter as it was before the log, its own objects on the permanent generation and automatic collection off.
 * The counts are 0, so that a collection which is still scheduled finds nothing to do. */
static void end(void) {
    int has_started = run.started;
    if (has_started) {
        clear_roots();
        discard_objects();
    }
    free_books();
    if (has_started) {
        reset_collector();
        unpark(list_of_generation(gc, 3));
    }
    Outcome outcome = run.outcome;
    memset(&run, 0, sizeof run);
    run.outcome = outcome;
}

/* ---- running ---- */

int session_load(const char *text, size_t length, const char *header, size_t header_length, int timing) {
    memset(&run, 0, sizeof run);
    run.timing = run.is_silent = timing;
    run.text = run.next = must(malloc(length + 1));
    memcpy(run.text, text, length);
    run.text[length] = 0;
    text_bytes(&report, header, header_length);
    if (survey()) return 1;
    if (run.outcome == OUTCOME_DONE) run.outcome = OUTCOME_FAILED;
    report_error();
    end();
    return 0;
}

/* What the safe point before has brought. */
static void resume(void) {
    notice_collection();
    if (run.happened.count == 0 && *young_count(gc) != run.count_at_rest) run.outcome = OUTCOME_BROKEN;
    report_event();
}

static void finish(int failed) {
    if (failed) report_error();
    else if (run.timing) report_time();
    else report_end();
    end();
    if (run.outcome == OUTCOME_BROKEN) report_void();
    else if (failed) run.outcome = OUTCOME_FAILED;
}

int session_step(void) {
    Field fields[MAX_FIELDS];
    int failed = 0, count;
    if (run.started) resume();
    else begin();
    while (!failed && (count = next_record(fields)) > 0) {
        const char *verb = fields[0].text;
        if (is_definition(verb)) {
            if (strcmp(verb, "type") == 0) failed = !define_type(fields, count);
            continue;
        }
        run.event++;
        failed = !do_event(fields, count);
        if (failed) continue;
        if (COLLECTS_AT_SAFE_POINTS && (!run.poll_only || strcmp(verb, "poll") == 0)) {
            place_roots();
            expect_scheduled_collection();
            run.count_at_rest = *young_count(gc);
            return 1;
        }
        report_event();
    }
    finish(failed);
    return 0;
}
