#include "nodes.h"
#include "collections.h"
#include "roots.h"
#include <stddef.h>

char object_gone;
PyTypeObject variants[VARIANTS];
static PyObject *the_callback;

/* ---- references ---- */

PyObject *alive(int64_t number) {
    PyObject *object = number_get(&run.objects, number);
    if (!object) return fail("object %" PRId64 " is not known", number), NULL;
    if (object == GONE) return fail("object %" PRId64 " is not alive", number), NULL;
    return object;
}

void drop(PyObject *object, int64_t times) {
    if (times <= 0) return;
    if (times > 1) Py_SET_REFCNT(object, Py_REFCNT(object) - (Py_ssize_t)(times - 1));
    Py_DECREF(object);
}

void add_reference(Book *source, PyObject *object) {
    if (source->count == source->capacity) {
        int has_own = source->references != source->few;
        source->capacity *= 2;
        source->references = must(realloc(has_own ? source->references : NULL, source->capacity * sizeof *source->references));
        if (!has_own) memcpy(source->references, source->few, sizeof source->few);
    }
    source->references[source->count++] = object;
}

int take_references(Book *source, PyObject *object, int64_t times) {
    PyObject **references = source->references;
    int64_t found = 0;
    uint32_t from = source->count;
    while (from > 0 && found < times)
        if (references[--from] == object) found++;
    if (found < times) return 0;
    uint32_t to = from;
    for (uint32_t i = from; i < source->count; i++)
        if (references[i] != object) references[to++] = references[i];
    source->count = to;
    return 1;
}

void drop_references(Book *book) {
    PyObject *few[FEW], **references = book->references;
    uint32_t count = book->count;
    int has_own = references != book->few;
    if (!has_own) {
        memcpy(few, book->few, sizeof few);
        references = few;
    }
    book->references = book->few;
    book->count = 0;
    book->capacity = FEW;
    for (uint32_t i = 0; i < count; i++) Py_DECREF(references[i]); /* the book may be gone from here on */
    if (has_own) free(references);
}

/* ---- slots of the types ---- */

static inline int visit_references(Book *book, visitproc visit, void *arg) {
    for (uint32_t i = 0; i < book->count; i++) Py_VISIT(book->references[i]);
    return 0;
}

static int node_traverse(PyObject *self, visitproc visit, void *arg) { return visit_references(&((Node *)self)->book, visit, arg); }

static int weak_node_traverse(PyObject *self, visitproc visit, void *arg) {
    int stop = _PyWeakref_RefType.tp_traverse(self, visit, arg);
    return stop ? stop : visit_references(&((WeakNode *)self)->book, visit, arg);
}

static int node_clear(PyObject *self) {
    drop_references(&((Node *)self)->book);
    return 0;
}

static int weak_node_clear(PyObject *self) {
    unwatch(self);
    drop_references(&((WeakNode *)self)->book);
    return 0;
}

static void node_finalize(PyObject *self) {
    Book *book = book_of(self);
    if (run.ending) return;
    book->finalized = 1;
    if (!run.is_silent) list_add(&run.finalized, book->number);
    if (book->scripts) run_script(&book->scripts->finalizer);
}

/* Only its presence matters: the collector puts objects of a type with tp_del aside. */
static void node_del(PyObject *self) { (void)self; }

static void free_scripts(Book *book) {
    if (!book->scripts) return;
    free(book->scripts->finalizer.actions);
    free(book->scripts->callback.actions);
    free(book->scripts);
    book->scripts = NULL;
}

static void detach_watchers(PyObject *self);

static void node_dealloc(PyObject *self) {
    Book *book = book_of(self);
    LogType *type = book->type;
    int variant = type->variant, headed = !(variant & IS_ATOMIC);
    if (headed) PyObject_GC_UnTrack(self);
    if (variant & HAS_FINALIZER && !run.ending && !(headed ? is_finalized(self) : book->finalized)) {
        if (headed) PyObject_GC_Track(self);
        if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
        if (headed) PyObject_GC_UnTrack(self);
    }
    number_put(&run.objects, book->number, GONE);
    if (book->is_root && !run.ending) forget_root(self);
    if (!run.is_silent) list_add(&run.freed, book->number);
    if (book->watchers) detach_watchers(self);
    if (variant & IS_WEAKREF) unwatch(self);
    if (book->count) drop_references(book);
    if (book->references != book->few) free(book->references);
    free_scripts(book);
    if (!headed) PyObject_Free(self);
    else if (type->waiting < type->room && !run.ending) type->items[type->waiting++] = self;
    else PyObject_GC_Del(self);
}

/* ---- weak references ---- */

/* The number that a tuple of `length` items adds to generation 0's count when it is created and dropped, after its free list
 * (if there is one) is warm: 0, except for a length that is put on a free list and never taken from it. */
#if !COUNTS_TRACKED
static int lasting_cost_of_tuple(Py_ssize_t length) {
    int *count = young_count(gc), before = *count, cost = 0;
    for (int pass = 0; pass < 2; pass++) { /* the first pass warms the free list */
        *count = 1000;
        PyObject *tuple = must(PyTuple_New(length));
        Py_DECREF(tuple);
        cost = *count - 1000;
        if (pass == 0) lend_to_free_lists(cost);
    }
    *count = before;
    return cost;
}
#endif

/* Detaches the weak references to `self` and calls back, through PyObject_ClearWeakRefs. That makes a tuple for the weak
 * references that it calls (3.13 and later: always, before: if there are several), which the log does not know. It must not be
 * counted: the tuple comes from a free list that was warmed, or else its allocation and its deallocation cancel out (only
 * deallocations lie between, so max(0, max(0, c + 1 - k) - 1) = max(0, c - k) whatever they do at the floor), or what remains is taken
 * off afterwards, by the same equation. It must not start a collection: automatic collection is off meanwhile, and scripts
 * cannot switch it. */
static void detach_watchers(PyObject *self) {
    PyWeakReference *next;
    Py_ssize_t called = 0;
    for (PyWeakReference *watcher = *watchers_of(self); watcher; watcher = next) {
        next = watcher->wr_next;
        if (watcher->wr_callback) called++;
        else unwatch((PyObject *)watcher);
    }
    if (called == 0) return;
#if COUNTS_TRACKED
    /* An object that a callback frees may be tracked again for its finalizer. This counts, and may trigger a collection. The
     * collector therefore stays as it is, no tuple is created, and the driver itself does the work of PyObject_ClearWeakRefs. */
    PyObject **held = must(malloc((size_t)called * sizeof *held));
    Py_ssize_t count = 0;
    for (PyWeakReference *watcher = *watchers_of(self); watcher; watcher = next) {
        next = watcher->wr_next;
        PyObject *weakref = (PyObject *)watcher;
        if (Py_REFCNT(weakref) > 0) {
            Py_INCREF(weakref);
            held[count++] = weakref;
        }
        unwatch(weakref);
    }
    for (Py_ssize_t i = 0; i < count; i++) Py_XDECREF(PyObject_Vectorcall(the_callback, &held[i], 1, NULL));
    while (count > 0) Py_DECREF(held[--count]);
    free(held);
#else
    int enabled = gc->enabled, makes_tuple = PY_VERSION_HEX >= 0x030D0000 || called > 1;
    gc->enabled = 0;
    int cost = makes_tuple ? lasting_cost_of_tuple(2 * called) : 0;
    PyObject_ClearWeakRefs(self);
    int count = *young_count(gc) - cost;
    *young_count(gc) = count > 0 ? count : 0;
    lend_to_free_lists(cost);
    gc->enabled = enabled;
#endif
}

/* By hand, since weakref.ref() would take its arguments as a tuple. All weak references of the driver are of a subclass, so
 * each goes to the head of its target's list, as the interpreter puts it. */
void watch(PyObject *weakref, PyObject *target, int with_callback) {
    PyWeakReference *reference = (PyWeakReference *)weakref, **list = watchers_of(target);
    reference->wr_object = target;
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

void unwatch(PyObject *weakref) { _PyWeakref_RefType.tp_clear(weakref); }

/* The callback of every weak reference: which one is called is seen from the argument. Not a GC type, and called by
 * vectorcall, since an argument tuple would be counted. */
typedef struct { PyObject_HEAD vectorcallfunc vectorcall; } Callback;

static PyObject *callback_vectorcall(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *names) {
    (void)self, (void)names;
    if (PyVectorcall_NARGS(nargsf) == 1 && is_ours(args[0]) && !run.ending) {
        PyObject *weakref = args[0];
        Py_INCREF(weakref);
        if (!run.is_silent) list_add(&run.called, book_of(weakref)->number);
        if (book_of(weakref)->scripts) run_script(&book_of(weakref)->scripts->callback);
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

/* ---- birth ---- */

Book *be_born(PyObject *object, LogType *type, int64_t number) {
    Book *book = book_of(object);
    *book = (Book){.number = number, .type = type, .references = book->few, .capacity = FEW, .external = 1};
    if (type->variant & IS_WEAKREF) {
        PyWeakReference *base = (PyWeakReference *)object;
        memset((char *)base + sizeof(PyObject), 0, sizeof *base - sizeof(PyObject));
        base->wr_object = Py_None; /* borrowed, as the interpreter does for a dead one */
        base->hash = -1;
    }
    number_put(&run.objects, number, object);
    return book;
}

int ready_types(void) {
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
        type->tp_weaklistoffset = type->tp_basicsize - (Py_ssize_t)sizeof(Book) + (Py_ssize_t)offsetof(Book, watchers);
        if (v & IS_WEAKREF) type->tp_base = &_PyWeakref_RefType;
        if (v & HAS_FINALIZER) {
            type->tp_finalize = node_finalize;
            type->tp_flags |= Py_TPFLAGS_HAVE_FINALIZE;
        }
        if (v & IS_LEGACY) type->tp_del = node_del;
        if (!(v & IS_ATOMIC)) {
            type->tp_flags |= Py_TPFLAGS_HAVE_GC;
            type->tp_traverse = v & IS_WEAKREF ? weak_node_traverse : node_traverse;
            type->tp_clear = v & IS_WEAKREF ? weak_node_clear : node_clear;
            type->tp_free = PyObject_GC_Del;
        }
        if (PyType_Ready(type) < 0) return 0;
    }
    if (PyType_Ready(&callback_type) < 0) return 0;
    Callback *callback = PyObject_New(Callback, &callback_type);
    if (callback) callback->vectorcall = callback_vectorcall;
    the_callback = (PyObject *)callback;
    return callback != NULL;
}
