#include "events.h"
#include "allocation.h"
#include "collections.h"
#include "roots.h"

static PyObject *gc_collect, *gc_freeze, *gc_unfreeze, *gc_enable, *gc_disable, *gc_set_debug, *the_exception;

/* ---- types ---- */

int define_type(const Field *fields, int count) {
    int64_t id, room = 0;
    if (!fields_are("type", count, 3, MAX_FIELDS) || !integer(&fields[1], 1, INT32_MAX, &id)) return 0;
    if (number_get(&run.types, id)) return fail("type %" PRId64 " is defined twice", id);
    int variant = 0, has_free_list = 0;
    for (int i = 3; i < count; i++) {
        const char *attribute = fields[i].text;
        if (strcmp(attribute, "kind=container") == 0) continue;
        else if (strcmp(attribute, "kind=weakref") == 0) variant |= IS_WEAKREF;
        else if (strcmp(attribute, "kind=atomic") == 0) variant |= IS_ATOMIC;
        else if (strcmp(attribute, "finalizer") == 0) variant |= HAS_FINALIZER;
        else if (strcmp(attribute, "legacy") == 0) variant |= IS_LEGACY;
        else if (starts(attribute, "freelist=")) {
            has_free_list = 1;
            char *digits = fields[i].text + strlen("freelist=");
            if (!integer(&(Field){.text = digits}, 0, INT32_MAX, &room)) return 0;
        } else return fail("unknown type attribute `%.40s`", attribute);
    }
    if ((variant & IS_WEAKREF) && (variant & IS_ATOMIC)) return fail("a type of two kinds");
    /* The collector never sees an atomic object, so that tp_del and a free list mean nothing for it. */
    if (variant & IS_ATOMIC) variant &= ~IS_LEGACY, room = has_free_list = 0;
    LogType *type = must(calloc(1, sizeof *type));
    *type = (LogType){variant, has_free_list, (size_t)room, 0, room ? must(malloc((size_t)room * sizeof(PyObject *))) : NULL};
    number_put(&run.types, id, type);
    return 1;
}

static LogType *known_type(const Field *field) {
    int64_t id;
    if (!integer(field, 1, INT32_MAX, &id)) return NULL;
    LogType *type = number_get(&run.types, id);
    if (!type) fail("type %" PRId64 " is not defined", id);
    return type;
}

/* ---- objects ---- */

/* The live object that a record with this many fields names first. NULL if there is none, with the reason noted. */
static PyObject *subject(const Field *fields, int count, int least, int most) {
    int64_t id;
    return fields_are(fields[0].text, count, least, most) && number(&fields[1], &id) ? alive(id) : NULL;
}

static int new_number(const Field *field, int64_t *value) {
    if (!number(field, value)) return 0;
    return number_get(&run.objects, *value) ? fail("object %" PRId64 " is given twice", *value) : 1;
}

/* The fields after TYPE and SIZE in `alloc` and `weakref`. */
typedef struct { int untracked, reused, error, callback; } Attributes;

static int read_attributes(const Field *fields, int from, int count, int is_weakref, Attributes *attributes) {
    int64_t site;
    for (int i = from; i < count; i++) {
        const char *text = fields[i].text;
        if (is_weakref && strcmp(text, "callback") == 0) attributes->callback = 1;
        else if (!is_weakref && strcmp(text, "untracked") == 0) attributes->untracked = 1;
        else if (!is_weakref && strcmp(text, "reused") == 0) attributes->reused = 1;
        else if (!is_weakref && strcmp(text, "error") == 0) attributes->error = 1;
        else if (i > from || !integer(&fields[i], 1, INT32_MAX, &site)) return fail("unknown field `%.40s`", text);
    }
    return 1;
}

static PyObject *make(LogType *type, int64_t id, Attributes attributes, int64_t target_id) {
    int reused = run.simulates_free_lists && type->has_free_list ? type->waiting > 0 : attributes.reused;
    if (attributes.error) set_error(the_exception);
    PyObject *object = reused ? reuse(type) : allocate(type);
    be_born(object, type, id);
    if (target_id) {
        /* The allocation may have started a collection that freed the target. */
        PyObject *target = number_get(&run.objects, target_id);
        if (target != GONE) watch(object, target, attributes.callback);
    }
    if (!attributes.untracked && !(type->variant & IS_ATOMIC)) PyObject_GC_Track(object);
    if (attributes.error) PyErr_Clear();
    return object;
}

static int do_alloc(const Field *fields, int count) {
    int64_t id, size;
    Attributes attributes = {0, 0, 0, 0};
    if (!fields_are("alloc", count, 4, 8) || !new_number(&fields[1], &id)) return 0;
    LogType *type = known_type(&fields[2]);
    if (!type || !integer(&fields[3], 0, INT64_MAX, &size) || !read_attributes(fields, 4, count, 0, &attributes)) return 0;
    return make(type, id, attributes, 0) != NULL;
}

static int do_weakref(const Field *fields, int count) {
    int64_t id, size, target;
    Attributes attributes = {0, 0, 0, 0};
    if (!fields_are("weakref", count, 5, 9) || !new_number(&fields[1], &id)) return 0;
    LogType *type = known_type(&fields[2]);
    if (!type || !integer(&fields[3], 0, INT64_MAX, &size)) return 0;
    if (!(type->variant & IS_WEAKREF)) return fail("type %s is not of kind weakref", fields[2].text);
    if (!integer(&fields[4], 0, INT64_MAX, &target) || (target && !alive(target))) return 0;
    if (!read_attributes(fields, 5, count, 1, &attributes)) return 0;
    return make(type, id, attributes, target) != NULL;
}

/* The old list for an object of generation 1 or 2, which the incremental collector has yet to visit. */
static int do_heap(const Field *fields, int count) {
    int64_t id, size, generation = -1;
    if (!fields_are("heap", count, 5, 6) || !new_number(&fields[1], &id)) return 0;
    LogType *type = known_type(&fields[2]);
    if (!type || !integer(&fields[3], 0, INT64_MAX, &size)) return 0;
    if (strcmp(fields[4].text, "-") != 0 && !integer(&fields[4], 0, 3, &generation)) return 0;
    PyObject *object = allocate_uncounted(type);
    be_born(object, type, id);
    if (type->variant & IS_ATOMIC) return 1;
    int space = 0;
#if IS_INCREMENTAL
    if (generation == 1) generation = 2;
    space = generation == 3 ? gc->visited_space : gc->visited_space ^ 1;
    if (generation >= 0 || !COUNTS_TRACKED) gc->heap_size++;
#endif
    if (generation >= 0) list_append(list_of_generation(gc, (int)generation), head_of(object), space);
    return 1;
}

/* The collector moves a weak reference that it calls back from its list to another, whether or not it is on one. */
static int cannot_be_untracked(PyObject *weakref) {
    return fail("weak reference %" PRId64 " has a callback: with it untracked, the interpreter would crash", book_of(weakref)->number);
}

static int do_watch(const Field *fields, int count) {
    int64_t id;
    if (!fields_are("watch", count, 3, 4) || !number(&fields[2], &id)) return 0;
    if (count == 4 && strcmp(fields[3].text, "callback") != 0) return fail("unknown field `%.40s`", fields[3].text);
    PyObject *weakref = subject(fields, count, 3, 4), *target = weakref ? alive(id) : NULL;
    if (!target) return 0;
    Book *book = book_of(weakref);
    if (!(book->type->variant & IS_WEAKREF) || ((PyWeakReference *)weakref)->wr_object != Py_None)
        return fail("object %" PRId64 " is not a weak reference without a target", book->number);
    if (count == 4 && !is_tracked(weakref)) return cannot_be_untracked(weakref);
    watch(weakref, target, count == 4);
    return 1;
}

/* On a tracked object `track` does nothing: the interpreter would abort. */
static int do_track(const Field *fields, int count) {
    PyObject *object = subject(fields, count, 2, 2);
    if (!object) return 0;
    if (has_head(object) && !is_tracked(object)) PyObject_GC_Track(object);
    return 1;
}

static int do_untrack(const Field *fields, int count) {
    PyObject *object = subject(fields, count, 2, 2);
    if (!object) return 0;
    if ((book_of(object)->type->variant & IS_WEAKREF) && ((PyWeakReference *)object)->wr_callback) return cannot_be_untracked(object);
    if (has_head(object) && is_tracked(object)) PyObject_GC_UnTrack(object);
    return 1;
}

static int do_root(const Field *fields, int count) {
    PyObject *object = subject(fields, count, 2, 2);
    return object && add_root(object);
}

static int do_unroot(const Field *fields, int count) {
    PyObject *object = subject(fields, count, 2, 2);
    if (object && book_of(object)->is_root) forget_root(object);
    return object != NULL;
}

/* `size` and `payload`: nothing to the interpreter. */
static int do_size(const Field *fields, int count) {
    int64_t size;
    PyObject *object = subject(fields, count, 3, 3);
    return object && integer(&fields[2], 0, INT64_MAX, &size);
}

static int add_step(const Field *fields, int count, size_t offset) {
    Action action;
    PyObject *object = subject(fields, count, 2, 6);
    if (!object) return 0;
    Book *book = book_of(object);
    if (!book->scripts) book->scripts = must(calloc(1, sizeof *book->scripts));
    Script *script = (Script *)((char *)book->scripts + offset);
    if (count == 2) {
        script->count = 0;
        return 1;
    }
    int read = read_action(fields + 2, count - 2, &action);
    if (read < 0) return fail("`%.40s` cannot be part of a script", fields[2].text);
    if (!read) return 0;
    script->actions = must(realloc(script->actions, (script->count + 1) * sizeof action));
    script->actions[script->count++] = action;
    return 1;
}

static int do_finalizer(const Field *fields, int count) { return add_step(fields, count, offsetof(Scripts, finalizer)); }
static int do_callback(const Field *fields, int count) { return add_step(fields, count, offsetof(Scripts, callback)); }

/* ---- references ---- */

static int act(Verb verb, const Field *fields, int count) {
    Action action;
    return read_action_of(verb, fields, count, &action) && perform(&action);
}

static int do_retain(const Field *fields, int count) { return act(RETAIN, fields, count); }
static int do_release(const Field *fields, int count) { return act(RELEASE, fields, count); }
static int do_ref(const Field *fields, int count) { return act(REF, fields, count); }
static int do_unref(const Field *fields, int count) { return act(UNREF, fields, count); }
static int do_clear(const Field *fields, int count) { return act(CLEAR, fields, count); }

/* ---- the collector ---- */

static int do_state(const Field *fields, int count) {
    int64_t values[5];
    if (!fields_are("state", count, 6, 6)) return 0;
    for (int i = 0; i < 5; i++)
        if (!integer(&fields[i + 1], 0, i < 3 ? INT32_MAX : INT64_MAX, &values[i])) return 0;
    for (int i = 0; i < NUM_GENERATIONS; i++) generation_of(gc, i)->count = (int)values[i];
    set_long_lived(gc, (Py_ssize_t)values[3], (Py_ssize_t)values[4]);
    return 1;
}

static int do_count(const Field *fields, int count) {
    int64_t times;
    if (!fields_are("count", count, 2, 2) || !integer(&fields[1], -INT32_MAX, INT32_MAX, &times)) return 0;
    for (; times > 0; times--) allocate_block();
    for (; times < 0; times++) free_block();
    return 1;
}

static int do_threshold(const Field *fields, int count) {
    int64_t values[3];
    if (!fields_are("threshold", count, 2, 4)) return 0;
    for (int i = 1; i < count; i++)
        if (!integer(&fields[i], INT32_MIN, INT32_MAX, &values[i - 1])) return 0;
    for (int i = 1; i < count; i++) *threshold_of(gc, i - 1) = (int)values[i - 1];
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

static int do_collect(const Field *fields, int count) {
    int64_t generation = NUM_GENERATIONS - 1, site;
    if (!fields_are("collect", count, 1, 3)) return 0;
    if (count > 1 && !integer(&fields[1], 0, NUM_GENERATIONS - 1, &generation)) return 0;
    if (count > 2 && !integer(&fields[2], 1, INT32_MAX, &site)) return 0;
    place_roots();
    expect_collection((int)generation);
    int done = call_gc(gc_collect, PyLong_FromLong((long)generation));
    notice_collection();
    return done;
}

static int do_debug(const Field *fields, int count) {
    if (!fields_are("debug", count, 2, 2)) return 0;
    if (strcmp(fields[1].text, "saveall") == 0) return call_gc(gc_set_debug, PyLong_FromLong(32));
    if (strcmp(fields[1].text, "off") == 0) return call_gc(gc_set_debug, PyLong_FromLong(0));
    return fail("unknown field `%.40s`", fields[1].text);
}

static int do_nothing(const Field *fields, int count) { return (void)fields, (void)count, 1; }
static int do_enable(const Field *fields, int count) { return fields_are(fields[0].text, count, 1, 1) && call_gc(gc_enable, NULL); }
static int do_disable(const Field *fields, int count) { return fields_are(fields[0].text, count, 1, 1) && call_gc(gc_disable, NULL); }
static int do_freeze(const Field *fields, int count) { return fields_are(fields[0].text, count, 1, 1) && call_gc(gc_freeze, NULL); }
static int do_unfreeze(const Field *fields, int count) { return fields_are(fields[0].text, count, 1, 1) && call_gc(gc_unfreeze, NULL); }

/* ---- by name ---- */

typedef struct { const char *name; int (*run)(const Field *, int); } Kind;

static const Kind kinds[] = {
    {"alloc", do_alloc}, {"ref", do_ref}, {"release", do_release}, {"unref", do_unref}, {"retain", do_retain}, {"clear", do_clear},
    {"weakref", do_weakref}, {"track", do_track}, {"untrack", do_untrack}, {"count", do_count}, {"collect", do_collect},
    {"finalizer", do_finalizer}, {"callback", do_callback}, {"size", do_size}, {"payload", do_size}, {"poll", do_nothing},
    {"time", do_nothing}, {"mark", do_nothing}, {"observed", do_nothing}, {"bytes", do_nothing}, {"sample", do_nothing},
    {"heap", do_heap}, {"watch", do_watch}, {"state", do_state}, {"threshold", do_threshold}, {"enable", do_enable},
    {"disable", do_disable}, {"freeze", do_freeze}, {"unfreeze", do_unfreeze}, {"debug", do_debug}, {"root", do_root},
    {"unroot", do_unroot}};

/* By a hash of the name. */
enum { TABLE = 128 };
static const Kind *table[TABLE];

static size_t hash(const char *name) {
    size_t value = 0;
    for (; *name; name++) value = value * 31 + (unsigned char)*name;
    return value % TABLE;
}

int do_event(const Field *fields, int count) {
    const char *name = fields[0].text;
    for (size_t i = hash(name); table[i]; i = (i + 1) % TABLE)
        if (strcmp(name, table[i]->name) == 0) return table[i]->run(fields, count);
    return fail("unknown record `%.40s`", name);
}

int ready_events(PyObject *gc_module) {
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t i = hash(kinds[k].name);
        while (table[i]) i = (i + 1) % TABLE;
        table[i] = &kinds[k];
    }
    const struct { const char *name; PyObject **function; } wanted[] = {
        {"collect", &gc_collect}, {"freeze", &gc_freeze}, {"unfreeze", &gc_unfreeze},
        {"enable", &gc_enable}, {"disable", &gc_disable}, {"set_debug", &gc_set_debug}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!(*wanted[i].function = PyObject_GetAttrString(gc_module, wanted[i].name))) return 0;
    Py_INCREF(PyExc_RuntimeError);
    the_exception = COLLECTS_AT_SAFE_POINTS ? PyObject_CallFunction(PyExc_RuntimeError, NULL) : PyExc_RuntimeError;
    return the_exception != NULL;
}
