/* gctrace_driver: runs a gctrace log inside a real CPython and reports what the interpreter did with it.
 *
 * Every object of the log is an object of one of the driver's own static types; references, external references, allocation,
 * tracking and collection are the interpreter's. The driver keeps its books (which number is which object, what an object
 * refers to, in which order) in malloc's memory and creates no object with a GC header but those that the log tells of, so
 * that the collector's counts and lists hold the log's objects alone. The interpreter's own objects wait on a list of the
 * driver's (`parked`) that the collector does not know, until the log has ended.
 *
 * How the rules of the log are met, where CPython leaves it to the type:
 * - an object's references are visited in the order in which they were added; tp_clear, deallocation and `clear` take the
 *   whole array off the object first and then drop the references one by one in that order, depth first, with no trashcan;
 * - deallocation follows subtype_dealloc (Python classes): off its list; back on it, at the end of generation 0, for the
 *   finalizer; off it again; from here on the object is gone; weak references to it die and are called back; if it is a weak
 *   reference it lets go of its target; its references are dropped; its memory goes back (or onto its type's free list);
 * - a weak reference is a subclass of weakref.ref, so that every one is its own object; those without a callback are
 *   detached first, as the interpreter detaches the shared one of the exact type;
 * - a weak reference is held while its callback runs, as the frame of a Python function would hold it.
 */
#include "interpreter.h"
#include "numbers.h"
#include "report.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <time.h>

/* ---- what is known of a log while it runs ---- */

typedef enum { RETAIN, RELEASE, REF, UNREF, CLEAR } Verb;
typedef struct { Verb verb; int64_t object, other, times; } Action;

/* A TYPE of the log: which of the driver's types stands for it, and its free list. */
typedef struct { int variant, has_free_list; size_t room, waiting; PyObject **items; } LogType;

/* What a finalizer or a callback does. */
typedef struct { Action *actions; size_t count; } Script;

/* A live object of the log; its number leads to it (`run.objects`). */
typedef struct Record {
    int64_t number;
    LogType *type;
    PyObject *object;
    PyObject **references; /* in the order in which they were added, one item for each */
    size_t count, capacity;
    int64_t external; /* references from outside that the log has given and not taken back */
    Script finalizer, callback;
    int finalized; /* only for kind=atomic: the others have the collector's flag */
    struct Record *next_free;
} Record;

static Record dead; /* what the number of an object leads to once that is gone */

/* The log that runs. Slots of static types get no context but the object, hence one per process. */
static struct {
    char *text, *next; /* the log; the line to read next */
    int64_t line, event, sequence;
    int started, poll_only, simulates_free_lists, timing, ending;
    int count_at_rest; /* generation 0's count as the eval loop was given its safe point */
    int outcome;
    NumberMap types, objects;
    Record *free_records;
    PyObject **pool; /* blocks of `count N` */
    size_t pooled, pool_capacity;
    Py_ssize_t collections[NUM_GENERATIONS], collected[NUM_GENERATIONS], uncollectable[NUM_GENERATIONS];
    NumberList happened; /* generation, collected, uncollectable of the event's collections */
    NumberList freed, finalized, called, scratch;
    Py_ssize_t garbage_reported; /* items at the head of gc.garbage that an earlier line has named */
    char message[256];
    struct timespec began;
} run;

enum { OUTCOME_DONE = 0, OUTCOME_FAILED = 1, OUTCOME_REFUSED = 2, OUTCOME_BROKEN = 3 };

static Collector *gc;
static PyObject *gc_collect, *gc_freeze, *gc_unfreeze, *gc_enable, *gc_disable, *gc_set_debug, *the_exception, *the_callback;
static int default_thresholds[NUM_GENERATIONS];
static PyGC_Head parked;
static Report report;

static int fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run.message, sizeof run.message, format, arguments);
    va_end(arguments);
    return 0;
}

/* ---- the types ---- */

enum { HAS_FINALIZER = 1, IS_LEGACY = 2, IS_WEAKREF = 4, IS_ATOMIC = 8, VARIANTS = 10 };

typedef struct { PyObject_HEAD Record *record; PyObject *watchers; } Node;
typedef struct { PyWeakReference base; Record *record; PyObject *watchers; } WeakNode;

static PyTypeObject variants[VARIANTS];

static int is_ours(PyObject *object) { return Py_TYPE(object) >= variants && Py_TYPE(object) < variants + VARIANTS; }
static int variant_of(PyObject *object) { return (int)(Py_TYPE(object) - variants); }
static Record **record_slot(PyObject *object) {
    return variant_of(object) & IS_WEAKREF ? &((WeakNode *)object)->record : &((Node *)object)->record;
}
static Record *record_of(PyObject *object) { return *record_slot(object); }
static PyWeakReference **watchers_of(PyObject *object) {
    return (PyWeakReference **)(variant_of(object) & IS_WEAKREF ? &((WeakNode *)object)->watchers : &((Node *)object)->watchers);
}

static void run_script(const Script *script);

/* Drops `times` references at once; only the last can deallocate. */
static void drop(PyObject *object, int64_t times) {
    if (times <= 0) return;
    Py_SET_REFCNT(object, Py_REFCNT(object) - (Py_ssize_t)(times - 1));
    Py_DECREF(object);
}

static void drop_references(Record *record) {
    PyObject **references = record->references;
    size_t count = record->count;
    record->references = NULL;
    record->count = record->capacity = 0;
    for (size_t i = 0; i < count; i++) Py_DECREF(references[i]); /* `record` may be recycled from here on */
    free(references);
}

static int node_traverse(PyObject *self, visitproc visit, void *arg) {
    if (variant_of(self) & IS_WEAKREF) {
        int stop = _PyWeakref_RefType.tp_traverse(self, visit, arg);
        if (stop) return stop;
    }
    Record *record = record_of(self);
    for (size_t i = 0; i < record->count; i++) Py_VISIT(record->references[i]);
    return 0;
}

static int node_clear(PyObject *self) {
    if (variant_of(self) & IS_WEAKREF) _PyWeakref_RefType.tp_clear(self);
    drop_references(record_of(self));
    return 0;
}

static void node_finalize(PyObject *self) {
    Record *record = record_of(self);
    if (run.ending) return;
    record->finalized = 1;
    if (!run.timing) list_add(&run.finalized, record->number);
    run_script(&record->finalizer);
}

/* Only its presence counts: the collector sets objects of a type with tp_del aside. */
static void node_del(PyObject *self) { (void)self; }

/* What a tuple of `length` items adds to generation 0's count by being made and dropped, once the interpreter's free list for
 * that length (if it has one) is warm: 0, but for a length that is put on a free list and never taken from it. */
static int lasting_cost_of_tuple(Py_ssize_t length) {
    int before = gc->generations[0].count, cost = 0;
    for (int pass = 0; pass < 2; pass++) { /* the first pass warms the free list */
        gc->generations[0].count = 1000;
        PyObject *tuple = must(PyTuple_New(length));
        Py_DECREF(tuple);
        cost = gc->generations[0].count - 1000;
    }
    gc->generations[0].count = before;
    return cost;
}

/* Detaches the weak references to `self` and calls back, through PyObject_ClearWeakRefs. That makes a tuple for the weak
 * references that it calls (3.13: always, before: if there are several), which the log does not know. It must not be counted:
 * the tuple comes from a free list that was warmed, or else its allocation and its deallocation cancel out (only deallocations
 * lie between, so max(0, max(0, c + 1 - k) - 1) = max(0, c - k) whatever they do at the floor), or what remains is taken off
 * afterwards, by the same equation. It must not start a collection: automatic collection is off meanwhile, and scripts
 * cannot switch it. */
static void detach_watchers(PyObject *self) {
    PyWeakReference *next;
    Py_ssize_t called = 0;
    for (PyWeakReference *watcher = *watchers_of(self); watcher; watcher = next) {
        next = watcher->wr_next;
        if (watcher->wr_callback) called++;
        else _PyWeakref_RefType.tp_clear((PyObject *)watcher);
    }
    if (called == 0) return;
    int enabled = gc->enabled, makes_tuple = PY_VERSION_HEX >= 0x030D0000 || called > 1;
    gc->enabled = 0;
    int cost = makes_tuple ? lasting_cost_of_tuple(2 * called) : 0;
    PyObject_ClearWeakRefs(self);
    int count = gc->generations[0].count - cost;
    gc->generations[0].count = count > 0 ? count : 0;
    gc->enabled = enabled;
}

static void node_dealloc(PyObject *self) {
    int variant = variant_of(self), has_head = !(variant & IS_ATOMIC);
    Record *record = record_of(self);
    LogType *type = record->type;
    if (has_head) PyObject_GC_UnTrack(self);
    int finalized = has_head ? (head_of(self)->_gc_prev & FLAG_FINALIZED) != 0 : record->finalized;
    if ((variant & HAS_FINALIZER) && !finalized && !run.ending) {
        if (has_head) PyObject_GC_Track(self);
        if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
        if (has_head) PyObject_GC_UnTrack(self);
    }
    number_put(&run.objects, record->number, &dead);
    if (!run.timing && !run.ending) list_add(&run.freed, record->number);
    if (*watchers_of(self)) detach_watchers(self);
    if (variant & IS_WEAKREF) _PyWeakref_RefType.tp_clear(self);
    drop_references(record);
    free(record->finalizer.actions);
    free(record->callback.actions);
    record->finalizer = record->callback = (Script){NULL, 0};
    record->object = NULL;
    record->next_free = run.free_records;
    run.free_records = record;
    if (!has_head) PyObject_Free(self);
    else if (type->waiting < type->room && !run.ending) type->items[type->waiting++] = self;
    else PyObject_GC_Del(self);
}

/* The callback of every weak reference: which one is called is seen from the argument. Not a GC type, and called by
 * vectorcall, since an argument tuple would be counted. */
typedef struct { PyObject_HEAD vectorcallfunc vectorcall; } Callback;

static PyObject *callback_vectorcall(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *names) {
    (void)self, (void)names;
    if (PyVectorcall_NARGS(nargsf) == 1 && is_ours(args[0]) && !run.ending) {
        PyObject *weakref = args[0];
        Py_INCREF(weakref);
        if (!run.timing) list_add(&run.called, record_of(weakref)->number);
        run_script(&record_of(weakref)->callback);
        Py_DECREF(weakref);
    }
    Py_RETURN_NONE;
}

static PyTypeObject callback_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "gctrace_driver.callback",
    .tp_basicsize = sizeof(Callback),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_vectorcall_offset = offsetof(Callback, vectorcall),
    .tp_call = PyVectorcall_Call,
};

static int ready_types(void) {
    static const char *const names[VARIANTS] = {
        "gctrace_driver.container", "gctrace_driver.container_finalizer", "gctrace_driver.container_legacy",
        "gctrace_driver.container_finalizer_legacy", "gctrace_driver.weakref", "gctrace_driver.weakref_finalizer",
        "gctrace_driver.weakref_legacy", "gctrace_driver.weakref_finalizer_legacy", "gctrace_driver.atomic",
        "gctrace_driver.atomic_finalizer",
    };
    static const PyTypeObject blank = {PyVarObject_HEAD_INIT(NULL, 0).tp_flags = Py_TPFLAGS_DEFAULT};
    for (int v = 0; v < VARIANTS; v++) {
        PyTypeObject *type = &variants[v];
        *type = blank;
        type->tp_name = names[v];
        type->tp_dealloc = node_dealloc;
        type->tp_basicsize = v & IS_WEAKREF ? sizeof(WeakNode) : sizeof(Node);
        type->tp_weaklistoffset = v & IS_WEAKREF ? offsetof(WeakNode, watchers) : offsetof(Node, watchers);
        if (v & IS_WEAKREF) type->tp_base = &_PyWeakref_RefType;
        if (v & HAS_FINALIZER) {
            type->tp_finalize = node_finalize;
            type->tp_flags |= Py_TPFLAGS_HAVE_FINALIZE;
        }
        if (v & IS_LEGACY) type->tp_del = node_del;
        if (!(v & IS_ATOMIC)) {
            type->tp_flags |= Py_TPFLAGS_HAVE_GC;
            type->tp_traverse = node_traverse;
            type->tp_clear = node_clear;
            type->tp_free = PyObject_GC_Del;
        }
        if (PyType_Ready(type) < 0) return 0;
    }
    return PyType_Ready(&callback_type) == 0;
}

/* ---- actions: what both an event and a script can do ---- */

static Record *alive(int64_t number) {
    Record *record = number_get(&run.objects, number);
    if (!record) return fail("object %" PRId64 " is not known", number), NULL;
    if (record == &dead) return fail("object %" PRId64 " is not alive", number), NULL;
    return record;
}

/* From 3.12 on a reference count is 32 bits wide and immortal near its end; no log that was recorded comes near this. */
static int has_room(PyObject *object, int64_t times) {
    if (times <= INT64_C(1) << 29 && (int64_t)Py_REFCNT(object) <= (INT64_C(1) << 29) - times) return 1;
    return fail("more than 2^29 references to object %" PRId64, record_of(object)->number);
}

static void add_reference(Record *source, PyObject *object) {
    if (source->count == source->capacity) {
        source->capacity = source->capacity ? source->capacity * 2 : 4;
        source->references = must(realloc(source->references, source->capacity * sizeof *source->references));
    }
    source->references[source->count++] = object;
}

/* Takes the latest `times` references to `object` off the array; 0, and nothing is taken, if there are fewer. */
static int take_references(Record *source, PyObject *object, int64_t times) {
    PyObject **references = source->references;
    int64_t found = 0;
    size_t from = source->count;
    while (from > 0 && found < times)
        if (references[--from] == object) found++;
    if (found < times) return 0;
    size_t to = from;
    for (size_t i = from; i < source->count; i++)
        if (references[i] != object) references[to++] = references[i];
    source->count = to;
    return 1;
}

/* Turns references that gc.garbage holds into ones that the log has been given, until it has `times`: a log's `release` of such an
 * object stands for the program's clearing of gc.garbage. */
static void take_from_garbage(Record *record, int64_t times) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(gc->garbage) && record->external < times;) {
        if (PyList_GET_ITEM(gc->garbage, i) != record->object) {
            i++;
            continue;
        }
        Py_INCREF(record->object);
        record->external++;
        PyList_SetSlice(gc->garbage, i, i + 1, NULL);
        if (i < run.garbage_reported) run.garbage_reported--;
    }
}

/* Does the action, or says why it does not apply and does nothing of it. */
static int perform(const Action *action) {
    Record *record = alive(action->object);
    if (!record) return 0;
    PyObject *object = record->object;
    switch (action->verb) {
    case RETAIN:
        if (!has_room(object, action->times)) return 0;
        record->external += action->times;
        Py_SET_REFCNT(object, Py_REFCNT(object) + (Py_ssize_t)action->times);
        return 1;
    case RELEASE:
        take_from_garbage(record, action->times);
        if (record->external < action->times)
            return fail("object %" PRId64 " has %" PRId64 " external references, %" PRId64 " released", action->object, record->external, action->times);
        record->external -= action->times;
        drop(object, action->times);
        return 1;
    case REF:
    case UNREF: {
        Record *other = alive(action->other);
        if (!other) return 0;
        if (action->verb == UNREF) {
            if (!take_references(record, other->object, action->times))
                return fail("object %" PRId64 " does not hold %" PRId64 " references to %" PRId64, action->object, action->times, action->other);
            drop(other->object, action->times);
            return 1;
        }
        if (!has_room(other->object, action->times)) return 0;
        for (int64_t i = 0; i < action->times; i++) add_reference(record, other->object);
        Py_SET_REFCNT(other->object, Py_REFCNT(other->object) + (Py_ssize_t)action->times);
        return 1;
    }
    case CLEAR:
        drop_references(record);
        return 1;
    }
    return 0;
}

static void run_script(const Script *script) {
    /* The caller holds the object, so neither its record nor the script goes away meanwhile. */
    for (size_t i = 0; i < script->count; i++) perform(&script->actions[i]);
}

/* ---- collections ---- */

static void empty_free_lists(void) {
    for (size_t i = 0; i < run.types.capacity; i++) {
        LogType *type = run.types.slots[i].value;
        while (type && type->waiting > 0) PyObject_GC_Del(type->items[--type->waiting]);
    }
}

/* Notes the collection that ran since the last look, if one did: called wherever one can have run, so there is at most one.
 * The free lists are emptied here, which is as good as at the end of a full collection: generation 0's count is 0 then (the
 * collection reset it, and nothing that a script can do allocates), and nothing was counted since. */
static void notice_collection(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) {
        struct gc_generation_stats *stats = &gc->generation_stats[g];
        if (stats->collections == run.collections[g]) continue;
        if (stats->collections != run.collections[g] + 1) run.outcome = OUTCOME_BROKEN;
        list_add(&run.happened, g);
        list_add(&run.happened, stats->collected - run.collected[g]);
        list_add(&run.happened, stats->uncollectable - run.uncollectable[g]);
        run.collections[g] = stats->collections;
        run.collected[g] = stats->collected;
        run.uncollectable[g] = stats->uncollectable;
        if (g == NUM_GENERATIONS - 1) empty_free_lists();
    }
}

static void forget_collections(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) {
        run.collections[g] = gc->generation_stats[g].collections;
        run.collected[g] = gc->generation_stats[g].collected;
        run.uncollectable[g] = gc->generation_stats[g].uncollectable;
    }
}

/* ---- allocation ---- */

static PyObject *allocate(LogType *type, int counted) {
    PyTypeObject *variant = &variants[type->variant];
    PyObject *object;
    if (type->variant & IS_ATOMIC) return must(_PyObject_New(variant));
    if (counted) {
        object = must(_PyObject_GC_New(variant));
        notice_collection();
        return object;
    }
    int enabled = gc->enabled, count = gc->generations[0].count;
    gc->enabled = 0;
    object = must(_PyObject_GC_New(variant));
    gc->generations[0].count = count;
    gc->enabled = enabled;
    return object;
}

static PyObject *reuse(LogType *type) {
    if (type->waiting == 0) return allocate(type, 0);
    PyObject *object = type->items[--type->waiting];
    head_of(object)->_gc_next = head_of(object)->_gc_prev = 0; /* forgets that an earlier life was finalized */
    return PyObject_Init(object, &variants[type->variant]);
}

/* The new object enters the log with one external reference. */
static Record *be_born(PyObject *object, LogType *type, int64_t number) {
    Record *record = run.free_records;
    if (record) run.free_records = record->next_free;
    else record = must(malloc(sizeof *record));
    *record = (Record){.number = number, .type = type, .object = object, .external = 1};
    *record_slot(object) = record;
    *watchers_of(object) = NULL;
    if (type->variant & IS_WEAKREF) {
        PyWeakReference *base = (PyWeakReference *)object;
        memset((char *)base + sizeof(PyObject), 0, sizeof *base - sizeof(PyObject));
        base->wr_object = Py_None; /* borrowed, as the interpreter does for a dead one */
        base->hash = -1;
    }
    if (!number_put(&run.objects, number, record)) must(NULL);
    return record;
}

/* By hand, since weakref.ref() would take its arguments as a tuple. All weak references of the driver are of a subclass, so
 * each goes to the head of its target's list, as the interpreter puts it. */
static void watch(Record *weakref, Record *target, int with_callback) {
    PyWeakReference *reference = (PyWeakReference *)weakref->object, **list = watchers_of(target->object);
    reference->wr_object = target->object;
    Py_CLEAR(reference->wr_callback); /* of a target that it had before */
    if (with_callback) {
        Py_INCREF(the_callback);
        reference->wr_callback = the_callback;
    }
    reference->wr_prev = NULL;
    reference->wr_next = *list;
    if (*list) (*list)->wr_prev = reference;
    *list = reference;
}

/* ---- reading a log ---- */

enum { MAX_FIELDS = 16 };

/* The next record's line, its CR or LF replaced by NUL; NULL at the end. */
static char *next_record(void) {
    while (*run.next) {
        char *line = run.next, *end = strchr(line, '\n');
        run.line++;
        run.next = end ? end + 1 : line + strlen(line);
        if (end) *end = 0;
        else end = run.next;
        if (end > line && end[-1] == '\r') end[-1] = 0;
        if (*line && *line != '#') return line;
    }
    return NULL;
}

/* Splits a line at its spaces, in place. What is beyond MAX_FIELDS stays in the last one. */
static int split(char *line, char **fields) {
    int count = 0;
    for (;;) {
        fields[count++] = line;
        char *space = count < MAX_FIELDS ? strchr(line, ' ') : NULL;
        if (!space) return count;
        *space = 0;
        line = space + 1;
    }
}

static int starts(const char *line, const char *word) { return strncmp(line, word, strlen(word)) == 0; }

static int integer(const char *field, int64_t least, int64_t most, int64_t *value) {
    char *end = NULL;
    int digits = (field[0] >= '0' && field[0] <= '9') || (field[0] == '-' && field[1] >= '0' && field[1] <= '9');
    if (digits) *value = strtoll(field, &end, 10);
    if (digits && *end == 0 && *value >= least && *value <= most) return 1;
    return fail("a number from %" PRId64 " to %" PRId64 " was expected, found `%.40s`", least, most, field);
}

static int number(const char *field, int64_t *value) { return integer(field, 1, INT64_MAX, value); }

static int fields_are(const char *verb, int count, int least, int most) {
    if (count >= least && count <= most) return 1;
    return fail("%s with %d fields", verb, count - 1);
}

/* `retain OBJ [N]` and its like. Returns -1 if the verb is none of them, 0 if a field is wrong. */
static int read_action(char **fields, int count, Action *action) {
    static const struct { const char *name; Verb verb; int objects; } verbs[] = {
        {"retain", RETAIN, 1}, {"release", RELEASE, 1}, {"ref", REF, 2}, {"unref", UNREF, 2}, {"clear", CLEAR, 1}};
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++) {
        if (strcmp(fields[0], verbs[v].name) != 0) continue;
        int objects = verbs[v].objects, times = objects + 1;
        *action = (Action){verbs[v].verb, 0, 0, 1};
        if (!fields_are(fields[0], count, times, verbs[v].verb == CLEAR ? times : times + 1)) return 0;
        if (!number(fields[1], &action->object)) return 0;
        if (objects == 2 && !number(fields[2], &action->other)) return 0;
        return count <= times || integer(fields[times], 0, INT64_C(1) << 29, &action->times);
    }
    return -1;
}

static int define_type(char **fields, int count) {
    int64_t id, room = 0;
    if (!fields_are("type", count, 3, MAX_FIELDS) || !integer(fields[1], 1, INT32_MAX, &id)) return 0;
    if (number_get(&run.types, id)) return fail("type %" PRId64 " is defined twice", id);
    int variant = 0, has_free_list = 0;
    for (int i = 3; i < count; i++) {
        if (strcmp(fields[i], "kind=container") == 0) continue;
        else if (strcmp(fields[i], "kind=weakref") == 0) variant |= IS_WEAKREF;
        else if (strcmp(fields[i], "kind=atomic") == 0) variant |= IS_ATOMIC;
        else if (strcmp(fields[i], "finalizer") == 0) variant |= HAS_FINALIZER;
        else if (strcmp(fields[i], "legacy") == 0) variant |= IS_LEGACY;
        else if (starts(fields[i], "freelist=")) {
            has_free_list = 1;
            if (!integer(fields[i] + strlen("freelist="), 0, INT32_MAX, &room)) return 0;
        } else return fail("unknown type attribute `%.40s`", fields[i]);
    }
    if ((variant & IS_WEAKREF) && (variant & IS_ATOMIC)) return fail("a type of two kinds");
    /* The collector never sees an atomic object, so that tp_del and a free list mean nothing for it. */
    if (variant & IS_ATOMIC) variant &= ~IS_LEGACY, room = has_free_list = 0;
    LogType *type = must(calloc(1, sizeof *type));
    *type = (LogType){variant, has_free_list, (size_t)room, 0, room ? must(malloc((size_t)room * sizeof(PyObject *))) : NULL};
    if (!number_put(&run.types, id, type)) must(NULL);
    return 1;
}

static LogType *known_type(const char *field) {
    int64_t id;
    if (!integer(field, 1, INT32_MAX, &id)) return NULL;
    LogType *type = number_get(&run.types, id);
    if (!type) fail("type %" PRId64 " is not defined", id);
    return type;
}

static int new_number(const char *field, int64_t *value) {
    if (!number(field, value)) return 0;
    return number_get(&run.objects, *value) ? fail("object %" PRId64 " is given twice", *value) : 1;
}

/* ---- events ---- */

static int do_alloc(char **fields, int count) {
    int64_t id, size;
    int is_weakref = strcmp(fields[0], "weakref") == 0, at = is_weakref ? 5 : 4;
    int untracked = 0, reused = 0, error = 0, with_callback = 0;
    if (!fields_are(fields[0], count, at, at + 4) || !new_number(fields[1], &id)) return 0;
    LogType *type = known_type(fields[2]);
    int64_t target_id = 0;
    Record *target = NULL;
    if (!type || !integer(fields[3], 0, INT64_MAX, &size)) return 0;
    if (is_weakref) {
        if (!(type->variant & IS_WEAKREF)) return fail("type %s is not of kind weakref", fields[2]);
        if (!integer(fields[4], 0, INT64_MAX, &target_id) || (target_id && !alive(target_id))) return 0;
    }
    for (int i = at; i < count; i++) {
        if (is_weakref && strcmp(fields[i], "callback") == 0) with_callback = 1;
        else if (!is_weakref && strcmp(fields[i], "untracked") == 0) untracked = 1;
        else if (!is_weakref && strcmp(fields[i], "reused") == 0) reused = 1;
        else if (!is_weakref && strcmp(fields[i], "error") == 0) error = 1;
        else if (i > at || !integer(fields[i], 1, INT32_MAX, &size)) return fail("unknown field `%.40s`", fields[i]);
    }
    if (run.simulates_free_lists && type->has_free_list) reused = type->waiting > 0;
    if (error) set_error(the_exception);
    PyObject *object = reused ? reuse(type) : allocate(type, 1);
    if (error) PyErr_Clear();
    Record *record = be_born(object, type, id);
    /* The allocation may have collected, and the target with it. */
    if (target_id && (target = number_get(&run.objects, target_id)) != &dead) watch(record, target, with_callback);
    if (!untracked && !(type->variant & IS_ATOMIC)) PyObject_GC_Track(object);
    return 1;
}

static int do_heap(char **fields, int count) {
    int64_t id, size, generation = -1;
    if (!fields_are("heap", count, 5, 6) || !new_number(fields[1], &id)) return 0;
    LogType *type = known_type(fields[2]);
    if (!type || !integer(fields[3], 0, INT64_MAX, &size)) return 0;
    if (strcmp(fields[4], "-") != 0 && !integer(fields[4], 0, 3, &generation)) return 0;
    PyObject *object = allocate(type, 0);
    be_born(object, type, id);
    if (generation >= 0 && !(type->variant & IS_ATOMIC))
        list_append(generation == 3 ? &gc->permanent_generation.head : &gc->generations[generation].head, head_of(object));
    return 1;
}

/* The collector moves a weak reference that it calls back from its list to another, whether or not it is on one. */
static int cannot_be_untracked(int64_t id) {
    return fail("weak reference %" PRId64 " has a callback: with it untracked, the interpreter would crash", id);
}

static int do_watch(char **fields, int count) {
    int64_t id, target;
    if (!fields_are("watch", count, 3, 4) || !number(fields[1], &id) || !number(fields[2], &target)) return 0;
    if (count == 4 && strcmp(fields[3], "callback") != 0) return fail("unknown field `%.40s`", fields[3]);
    Record *weakref = alive(id), *watched = weakref ? alive(target) : NULL;
    if (!watched) return 0;
    if (!(weakref->type->variant & IS_WEAKREF) || ((PyWeakReference *)weakref->object)->wr_object != Py_None)
        return fail("object %" PRId64 " is not a weak reference without a target", id);
    if (count == 4 && !is_tracked(weakref->object)) return cannot_be_untracked(id);
    watch(weakref, watched, count == 4);
    return 1;
}

static int do_state(char **fields, int count) {
    int64_t values[5];
    if (!fields_are("state", count, 6, 6)) return 0;
    for (int i = 0; i < 5; i++)
        if (!integer(fields[i + 1], 0, i < 3 ? INT32_MAX : INT64_MAX, &values[i])) return 0;
    for (int i = 0; i < NUM_GENERATIONS; i++) gc->generations[i].count = (int)values[i];
    gc->long_lived_pending = (Py_ssize_t)values[3];
    gc->long_lived_total = (Py_ssize_t)values[4];
    return 1;
}

static int do_script(char **fields, int count) {
    int64_t id;
    Action action;
    if (!fields_are(fields[0], count, 2, 6) || !number(fields[1], &id)) return 0;
    Record *record = alive(id);
    if (!record) return 0;
    Script *script = fields[0][0] == 'f' ? &record->finalizer : &record->callback;
    if (count == 2) {
        script->count = 0;
        return 1;
    }
    int read = read_action(fields + 2, count - 2, &action);
    if (read < 0) return fail("`%.40s` cannot be part of a script", fields[2]);
    if (!read) return 0;
    script->actions = must(realloc(script->actions, (script->count + 1) * sizeof action));
    script->actions[script->count++] = action;
    return 1;
}

static int do_count(char **fields, int count) {
    int64_t times;
    if (!fields_are("count", count, 2, 2) || !integer(fields[1], -INT32_MAX, INT32_MAX, &times)) return 0;
    static LogType block; /* variant 0, a container; such a block never becomes an object of the log */
    for (; times > 0; times--) {
        if (run.pooled == run.pool_capacity) {
            run.pool_capacity = run.pool_capacity ? run.pool_capacity * 2 : 64;
            run.pool = must(realloc(run.pool, run.pool_capacity * sizeof *run.pool));
        }
        run.pool[run.pooled++] = allocate(&block, 1);
    }
    for (; times < 0; times++) {
        if (run.pooled > 0) PyObject_GC_Del(run.pool[--run.pooled]);
        else if (gc->generations[0].count > 0) gc->generations[0].count--;
    }
    return 1;
}

static int do_track(char **fields, int count) {
    int64_t id;
    if (!fields_are(fields[0], count, 2, 2) || !number(fields[1], &id)) return 0;
    Record *record = alive(id);
    if (!record) return 0;
    if (record->type->variant & IS_ATOMIC) return 1;
    int tracked = is_tracked(record->object);
    if (fields[0][0] == 'u' && (record->type->variant & IS_WEAKREF) && ((PyWeakReference *)record->object)->wr_callback)
        return cannot_be_untracked(id);
    if (fields[0][0] == 'u' && tracked) PyObject_GC_UnTrack(record->object);
    if (fields[0][0] == 't' && !tracked) PyObject_GC_Track(record->object); /* on a tracked one the interpreter would abort */
    return 1;
}

static int do_threshold(char **fields, int count) {
    int64_t value;
    if (!fields_are("threshold", count, 2, 4)) return 0;
    for (int i = 1; i < count; i++)
        if (!integer(fields[i], INT32_MIN, INT32_MAX, &value)) return 0;
    for (int i = 1; i < count; i++) gc->generations[i - 1].threshold = (int)strtol(fields[i], NULL, 10);
    return 1;
}

/* A function of the gc module, called without an argument tuple. */
static int call_gc(PyObject *function, PyObject *argument) {
    PyObject *result = PyObject_Vectorcall(function, &argument, argument ? 1 : 0, NULL);
    Py_XDECREF(argument);
    if (!result) PyErr_Clear();
    else Py_DECREF(result);
    return result ? 1 : fail("a function of the gc module failed");
}

static int do_collect(char **fields, int count) {
    int64_t generation = NUM_GENERATIONS - 1;
    if (!fields_are("collect", count, 1, 2) || (count == 2 && !integer(fields[1], 0, NUM_GENERATIONS - 1, &generation))) return 0;
    int done = call_gc(gc_collect, PyLong_FromLong((long)generation));
    notice_collection();
    return done;
}

static int do_debug(char **fields, int count) {
    if (!fields_are("debug", count, 2, 2)) return 0;
    if (strcmp(fields[1], "saveall") == 0) return call_gc(gc_set_debug, PyLong_FromLong(32));
    if (strcmp(fields[1], "off") == 0) return call_gc(gc_set_debug, PyLong_FromLong(0));
    return fail("unknown field `%.40s`", fields[1]);
}

static int do_nothing(char **fields, int count) { (void)fields, (void)count; return 1; }
static int do_size(char **fields, int count) {
    int64_t id, size;
    if (!fields_are("size", count, 3, 3) || !number(fields[1], &id) || !integer(fields[2], 0, INT64_MAX, &size)) return 0;
    return alive(id) != NULL;
}
static int do_enable(char **fields, int count) { return fields_are(fields[0], count, 1, 1) && call_gc(gc_enable, NULL); }
static int do_disable(char **fields, int count) { return fields_are(fields[0], count, 1, 1) && call_gc(gc_disable, NULL); }
static int do_freeze(char **fields, int count) { return fields_are(fields[0], count, 1, 1) && call_gc(gc_freeze, NULL); }
static int do_unfreeze(char **fields, int count) { return fields_are(fields[0], count, 1, 1) && call_gc(gc_unfreeze, NULL); }

static int is_definition(const char *record) {
    return starts(record, "gctrace ") || starts(record, "meta ") || starts(record, "type ") || starts(record, "site ");
}

static int do_event(char **fields, int count) {
    static const struct { const char *name; int (*run)(char **, int); } events[] = {
        {"alloc", do_alloc}, {"weakref", do_alloc}, {"track", do_track}, {"untrack", do_track}, {"count", do_count},
        {"collect", do_collect}, {"finalizer", do_script}, {"callback", do_script}, {"size", do_size}, {"poll", do_nothing},
        {"time", do_nothing}, {"mark", do_nothing}, {"observed", do_nothing}, {"heap", do_heap}, {"watch", do_watch},
        {"state", do_state}, {"threshold", do_threshold}, {"enable", do_enable}, {"disable", do_disable},
        {"freeze", do_freeze}, {"unfreeze", do_unfreeze}, {"debug", do_debug}};
    Action action;
    int read = read_action(fields, count, &action);
    if (read >= 0) return read && perform(&action);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (strcmp(fields[0], events[i].name) == 0) return events[i].run(fields, count);
    return fail("unknown record `%.40s`", fields[0]);
}

/* ---- the report ---- */

static void report_members(const char *name, PyGC_Head *list) {
    run.scratch.count = 0;
    for (PyGC_Head *head = head_after(list); head != list; head = head_after(head)) {
        int ours = is_ours(object_of(head));
        if (!ours) run.outcome = OUTCOME_BROKEN; /* the interpreter made an object meanwhile: its number is 0 */
        list_add(&run.scratch, ours ? record_of(object_of(head))->number : 0);
    }
    report_list(&report, name, &run.scratch);
}

/* The state as it is now, and what happened to objects since the last line. */
static void report_state(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) report_field(&report, g ? "," : ",\"count\":[", gc->generations[g].count);
    report_field(&report, "],\"pending\":", gc->long_lived_pending);
    report_field(&report, ",\"total\":", gc->long_lived_total);
    for (int g = 0; g < NUM_GENERATIONS; g++) report_members(g ? "," : ",\"gen\":[", &gc->generations[g].head);
    report_members("],\"permanent\":", &gc->permanent_generation.head);
    report_list(&report, ",\"freed\":", &run.freed);
    report_list(&report, ",\"finalized\":", &run.finalized);
    report_list(&report, ",\"called\":", &run.called);
    run.scratch.count = 0;
    for (Py_ssize_t i = run.garbage_reported; i < PyList_GET_SIZE(gc->garbage); i++) {
        PyObject *object = PyList_GET_ITEM(gc->garbage, i);
        list_add(&run.scratch, is_ours(object) ? record_of(object)->number : 0);
    }
    run.garbage_reported = PyList_GET_SIZE(gc->garbage);
    report_list(&report, ",\"garbage\":", &run.scratch);
}

/* The line of an event in which the collector ran; nothing if it did not. */
static void report_event(void) {
    if (run.happened.count > 0 && !run.timing) {
        report_field(&report, "{\"seq\":", ++run.sequence);
        report_field(&report, ",\"event\":", run.event);
        report_text(&report, ",\"collections\":[");
        for (size_t i = 0; i < run.happened.count; i += 3) {
            report_field(&report, i ? ",{\"generation\":" : "{\"generation\":", run.happened.items[i]);
            report_field(&report, ",\"collected\":", run.happened.items[i + 1]);
            report_field(&report, ",\"uncollectable\":", run.happened.items[i + 2]);
            report_text(&report, "}");
        }
        report_text(&report, "]");
        report_state();
        report_text(&report, "}\n");
    }
    run.happened.count = 0;
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void report_end(void) {
    NumberList live = {NULL, 0, 0};
    for (size_t i = 0; i < run.objects.capacity; i++) {
        Record *record = run.objects.slots[i].value;
        if (record && record != &dead) list_add(&live, record->number);
    }
    if (live.count) qsort(live.items, live.count, sizeof *live.items, ascending);
    report_field(&report, "{\"end\":true,\"event\":", run.event);
    report_state();
    report_text(&report, ",\"refcounts\":[");
    for (size_t i = 0; i < live.count; i++) {
        Record *record = number_get(&run.objects, live.items[i]);
        report_field(&report, i ? ",[" : "[", record->number);
        report_field(&report, ",", (int64_t)Py_REFCNT(record->object));
        report_text(&report, "]");
    }
    report_text(&report, "]}\n");
    free(live.items);
}

static void report_error(void) {
    report_text(&report, "{\"error\":");
    report_string(&report, run.message);
    report_field(&report, ",\"event\":", run.event);
    report_field(&report, ",\"line\":", run.line);
    report_text(&report, run.outcome == OUTCOME_REFUSED ? ",\"refused\":true}\n" : "}\n");
}

/* ---- a run from its beginning to its end ---- */

static void begin(void) {
    for (int g = 0; g < NUM_GENERATIONS; g++) {
        list_merge(&gc->generations[g].head, &parked);
        gc->generations[g].count = 0;
        gc->generations[g].threshold = default_thresholds[g];
    }
    list_merge(&gc->permanent_generation.head, &parked);
    gc->long_lived_pending = gc->long_lived_total = 0;
    gc->debug = 0;
    gc->enabled = 1;
    forget_collections();
    run.started = 1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &run.began);
}

static void report_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    char seconds[48];
    snprintf(seconds, sizeof seconds, "{\"seconds\":%.6f", (double)(now.tv_sec - run.began.tv_sec) + 1e-9 * (double)(now.tv_nsec - run.began.tv_nsec));
    report_text(&report, seconds);
    report_field(&report, ",\"events\":", run.event);
    report_text(&report, "}\n");
}

/* Frees all that the log made, with no finalizer and no callback, and checks on the way that nobody but the driver held any of
 * it and that nothing of it is left on a list. */
static void discard_objects(void) {
    run.ending = 1;
    gc->enabled = 0;
    Record **live = NULL;
    size_t count = 0;
    for (size_t i = 0; i < run.objects.capacity; i++) count += run.objects.slots[i].value != NULL;
    live = must(malloc((count + 1) * sizeof *live));
    count = 0;
    for (size_t i = 0; i < run.objects.capacity; i++) {
        Record *record = run.objects.slots[i].value;
        if (record && record != &dead) live[count++] = record;
    }
    for (size_t i = 0; i < count; i++) Py_INCREF(live[i]->object);
    PyList_SetSlice(gc->garbage, 0, PyList_GET_SIZE(gc->garbage), NULL);
    run.garbage_reported = 0;
    for (size_t i = 0; i < count; i++) {
        if (live[i]->type->variant & IS_WEAKREF) _PyWeakref_RefType.tp_clear(live[i]->object);
        drop_references(live[i]);
        drop(live[i]->object, live[i]->external);
    }
    for (size_t i = 0; i < count; i++) {
        if (Py_REFCNT(live[i]->object) != 1) {
            fprintf(stderr, "gctrace driver: object %" PRId64 " has references that the driver does not know\n", live[i]->number);
            run.outcome = OUTCOME_BROKEN;
        }
        Py_DECREF(live[i]->object);
    }
    free(live);
    for (int g = 0; g < NUM_GENERATIONS; g++)
        if (!list_is_empty(&gc->generations[g].head)) run.outcome = OUTCOME_BROKEN;
    if (!list_is_empty(&gc->permanent_generation.head)) run.outcome = OUTCOME_BROKEN;
}

static void free_books(void) {
    empty_free_lists();
    while (run.pooled > 0) PyObject_GC_Del(run.pool[--run.pooled]);
    free(run.pool);
    for (size_t i = 0; i < run.types.capacity; i++) {
        LogType *type = run.types.slots[i].value;
        if (type) free(type->items);
        free(type);
    }
    number_free(&run.types);
    number_free(&run.objects);
    while (run.free_records) {
        Record *record = run.free_records;
        run.free_records = record->next_free;
        free(record);
    }
    free(run.text);
    free(run.happened.items);
    free(run.freed.items);
    free(run.finalized.items);
    free(run.called.items);
    free(run.scratch.items);
}

/* Leaves the interpreter as it was before the log, its own objects on the permanent generation and automatic collection off.
 * The counts are 0, so that a collection which is still scheduled finds nothing to do. */
static void end_run(void) {
    if (run.started) {
        discard_objects();
        free_books();
        list_merge(&parked, &gc->permanent_generation.head);
        for (int g = 0; g < NUM_GENERATIONS; g++) {
            gc->generations[g].count = 0;
            gc->generations[g].threshold = default_thresholds[g];
        }
        gc->long_lived_pending = gc->long_lived_total = 0;
        gc->debug = 0;
    } else free_books();
    int outcome = run.outcome;
    memset(&run, 0, sizeof run);
    run.outcome = outcome;
}

/* Reads the log's head without running it: does the driver know its types, and where are its safe points? */
static int survey(void) {
    int records = 0, events = 0;
    for (char *line = run.text; *line; line++) {
        size_t length = strcspn(line, "\r\n");
        if (length && *line != '#') {
            char *end = line + length, kept = *end;
            *end = 0;
            if (records++ == 0 && strcmp(line, "gctrace 1") != 0) return fail("`gctrace 1` was expected, found `%.40s`", line);
            if (strcmp(line, "meta safepoints poll") == 0) run.poll_only = 1;
            if (starts(line, "meta freelists ")) run.simulates_free_lists = strcmp(line, "meta freelists simulated") == 0;
            const char *name = starts(line, "type ") ? strchr(line + strlen("type "), ' ') : NULL;
            const char *attributes = name ? strchr(name + 1, ' ') : NULL;
            if (attributes && (strstr(attributes, " kind=tuple") || strstr(attributes, " kind=dict"))) {
                run.outcome = OUTCOME_REFUSED;
                return fail("kind=tuple and kind=dict are beyond the driver: `%.80s`", line);
            }
            if (!is_definition(line) && events++ == 0 && strcmp(line, "poll") == 0) run.poll_only = 1;
            *end = kept;
        }
        line += strcspn(line, "\n");
        if (!*line) break;
    }
    return records ? 1 : fail("the log is empty");
}

/* load(log: bytes, header: bytes, timing: bool) -> bool: makes a log the one that step() runs; False if it cannot be. */
static PyObject *load(PyObject *module, PyObject *args) {
    (void)module;
    const char *text, *header;
    Py_ssize_t length, header_length;
    int timing;
    if (!PyArg_ParseTuple(args, "y#y#p", &text, &length, &header, &header_length, &timing)) return NULL;
    memset(&run, 0, sizeof run);
    run.timing = timing;
    run.text = run.next = must(malloc((size_t)length + 1));
    memcpy(run.text, text, (size_t)length);
    run.text[length] = 0;
    report_bytes(&report, header, (size_t)header_length);
    if (survey()) Py_RETURN_TRUE;
    if (run.outcome == OUTCOME_DONE) run.outcome = OUTCOME_FAILED;
    report_error();
    end_run();
    Py_RETURN_FALSE;
}

/* step() -> bool: runs the log up to where its next safe point lies, and says whether there is more. Up to 3.11, where the
 * eval loop never collects, that is all of it. */
static PyObject *step(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    char *fields[MAX_FIELDS], *line;
    int failed = 0;
    if (!run.started) begin();
    else {
        notice_collection();
        if (run.happened.count == 0 && gc->generations[0].count != run.count_at_rest) run.outcome = OUTCOME_BROKEN;
        report_event();
    }
    while (!failed && (line = next_record()) != NULL) {
        if (is_definition(line)) {
            if (starts(line, "type ")) failed = !define_type(fields, split(line, fields));
            continue;
        }
        run.event++;
        int is_poll = strcmp(line, "poll") == 0;
        failed = !do_event(fields, split(line, fields));
        if (failed) continue;
        if (COLLECTS_AT_SAFE_POINTS && (is_poll || !run.poll_only)) {
            run.count_at_rest = gc->generations[0].count;
            Py_RETURN_TRUE;
        }
        report_event();
    }
    if (failed) report_error();
    else if (run.timing) report_time();
    else report_end();
    end_run();
    if (run.outcome == OUTCOME_BROKEN) report_text(&report, "{\"void\":true}\n");
    else if (failed) run.outcome = OUTCOME_FAILED;
    Py_RETURN_FALSE;
}

/* finish() -> int: writes the report so far to standard output; 0 the last log ran, 1 it failed, 2 it was refused, 3 the driver
 * did not have the collector to itself, so that the report of this log is void (and its last line says so). */
static PyObject *finish(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    if (!report_flush(&report)) return PyErr_SetFromErrno(PyExc_OSError);
    return PyLong_FromLong(run.outcome);
}

/* ---- the module ---- */

/* The fields are found through headers: make sure that they are where this interpreter has them. */
static int collector_is_where_we_look(PyObject *gc_module) {
    int thresholds[3];
    PyObject *values = PyObject_CallMethod(gc_module, "get_threshold", NULL);
    PyObject *garbage = PyObject_GetAttrString(gc_module, "garbage");
    int same = values && garbage && PyArg_ParseTuple(values, "iii", &thresholds[0], &thresholds[1], &thresholds[2]) && gc->garbage == garbage;
    for (int g = 0; same && g < NUM_GENERATIONS; g++) same = gc->generations[g].threshold == default_thresholds[g] && thresholds[g] == default_thresholds[g];
    Py_XDECREF(values);
    Py_XDECREF(garbage);
    if (!same && !PyErr_Occurred()) PyErr_SetString(PyExc_ImportError, "the collector's state was not found, or was changed before the driver");
    return same;
}

static PyObject *make_callback(void) {
    Callback *callback = PyObject_New(Callback, &callback_type);
    if (callback) callback->vectorcall = callback_vectorcall;
    return (PyObject *)callback;
}

/* Long chains of references are dropped by recursion. */
static void ask_for_stack(void) {
    struct rlimit limit;
    const rlim_t wanted = (rlim_t)120 << 20;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur >= wanted) || limit.rlim_cur == RLIM_INFINITY) return;
    limit.rlim_cur = limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted ? limit.rlim_max : wanted;
    setrlimit(RLIMIT_STACK, &limit);
}

static PyMethodDef functions[] = {
    {"load", load, METH_VARARGS, NULL}, {"step", step, METH_NOARGS, NULL}, {"finish", finish, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module_definition = {PyModuleDef_HEAD_INIT, .m_name = "gctrace_driver", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_gctrace_driver(void) {
    if (strncmp(Py_GetVersion(), PY_VERSION, strlen(PY_VERSION)) != 0) {
        PyErr_SetString(PyExc_ImportError, "the driver was built for Python " PY_VERSION);
        return NULL;
    }
    gc = collector_of_interpreter();
    for (int g = 0; g < NUM_GENERATIONS; g++) default_thresholds[g] = g ? 10 : PY_VERSION_HEX >= 0x030D0000 ? 2000 : 700;
    list_init(&parked);
    PyObject *gc_module = PyImport_ImportModule("gc");
    if (!gc_module || !collector_is_where_we_look(gc_module) || !ready_types()) return NULL;
    const struct { const char *name; PyObject **function; } wanted[] = {
        {"collect", &gc_collect}, {"freeze", &gc_freeze}, {"unfreeze", &gc_unfreeze},
        {"enable", &gc_enable}, {"disable", &gc_disable}, {"set_debug", &gc_set_debug}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!(*wanted[i].function = PyObject_GetAttrString(gc_module, wanted[i].name))) return NULL;
    the_callback = make_callback();
    Py_INCREF(PyExc_RuntimeError);
    the_exception = COLLECTS_AT_SAFE_POINTS ? PyObject_CallFunction(PyExc_RuntimeError, NULL) : PyExc_RuntimeError;
    if (!the_callback || !the_exception) return NULL;
    ask_for_stack();
    return PyModule_Create(&module_definition);
}
