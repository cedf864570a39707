#include "report.h"
#include "nodes.h"

Text report;

static void report_members(const char *name, PyGC_Head *list) {
    run.scratch.count = 0;
    for (PyGC_Head *head = head_after(list); head != list; head = head_after(head)) {
        int ours = is_ours(object_of(head));
        if (!ours) run.outcome = OUTCOME_BROKEN; /* the interpreter made an object meanwhile: its number is 0 */
        list_add(&run.scratch, ours ? book_of(object_of(head))->number : 0);
    }
    text_list(&report, name, &run.scratch);
}

/* The state as it is now, and what happened to objects since the last line. */
static void report_state(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) text_field(&report, g ? "," : ",\"count\":[", generation_of(gc, g)->count);
    text_field(&report, "],\"pending\":", long_lived_pending(gc));
    text_field(&report, ",\"total\":", long_lived_total(gc));
#if IS_INCREMENTAL
    text_field(&report, ",\"heap_size\":", gc->heap_size);
    text_field(&report, ",\"work_to_do\":", gc->work_to_do);
    text_field(&report, ",\"phase\":", gc->phase);
#endif
    for (int g = 0; g < NUM_GENERATIONS; g++) report_members(g ? "," : ",\"gen\":[", list_of_generation(gc, g));
    report_members("],\"permanent\":", list_of_generation(gc, 3));
    text_list(&report, ",\"freed\":", &run.freed);
    text_list(&report, ",\"finalized\":", &run.finalized);
    text_list(&report, ",\"called\":", &run.called);
    run.scratch.count = 0;
    for (Py_ssize_t i = run.garbage_reported; i < PyList_GET_SIZE(gc->garbage); i++) {
        PyObject *object = PyList_GET_ITEM(gc->garbage, i);
        list_add(&run.scratch, is_ours(object) ? book_of(object)->number : 0);
    }
    run.garbage_reported = PyList_GET_SIZE(gc->garbage);
    text_list(&report, ",\"garbage\":", &run.scratch);
}

void report_event(void) {
    if (run.happened.count == 0) return;
    if (!run.timing) {
        text_field(&report, "{\"seq\":", ++run.sequence);
        text_field(&report, ",\"event\":", run.event);
        text_add(&report, ",\"collections\":[");
        for (size_t i = 0; i < run.happened.count; i += 3) {
            text_field(&report, i ? ",{\"generation\":" : "{\"generation\":", run.happened.items[i]);
            text_field(&report, ",\"collected\":", run.happened.items[i + 1]);
            text_field(&report, ",\"uncollectable\":", run.happened.items[i + 2]);
            text_add(&report, "}");
        }
        text_add(&report, "]");
        report_state();
        text_add(&report, "}\n");
    }
    run.happened.count = 0;
}

static void add_if_alive(void *object, void *list) {
    if (object != GONE) list_add(list, book_of(object)->number);
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void report_end(void) {
    NumberList live = {NULL, 0, 0};
    number_each(&run.objects, add_if_alive, &live);
    if (live.count) qsort(live.items, live.count, sizeof *live.items, ascending);
    text_field(&report, "{\"end\":true,\"event\":", run.event);
    report_state();
    text_add(&report, ",\"refcounts\":[");
    for (size_t i = 0; i < live.count; i++) {
        text_field(&report, i ? ",[" : "[", live.items[i]);
        text_field(&report, ",", (int64_t)Py_REFCNT((PyObject *)number_get(&run.objects, live.items[i])));
        text_add(&report, "]");
    }
    text_add(&report, "]}\n");
    free(live.items);
}

void report_error(void) {
    text_add(&report, "{\"error\":");
    text_string(&report, run.message);
    text_field(&report, ",\"event\":", run.event);
    text_field(&report, ",\"line\":", run.line);
    text_add(&report, run.outcome == OUTCOME_REFUSED ? ",\"refused\":true}\n" : "}\n");
}

void report_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    char seconds[48];
    snprintf(seconds, sizeof seconds, "{\"seconds\":%.6f",
             (double)(now.tv_sec - run.began.tv_sec) + 1e-9 * (double)(now.tv_nsec - run.began.tv_nsec));
    text_add(&report, seconds);
    text_field(&report, ",\"events\":", run.event);
    text_add(&report, "}\n");
}

void report_void(void) { text_add(&report, "{\"void\":true}\n"); }
