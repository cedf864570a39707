#include "actions.h"
#include "nodes.h"

/* From 3.12 on, a reference count is 32 bits wide, and immortal near its end. No recorded log comes near this. */
enum { MOST_REFERENCES = 1 << 29 };

static int has_room(PyObject *object, int64_t times) {
    if (times <= MOST_REFERENCES && (int64_t)Py_REFCNT(object) <= MOST_REFERENCES - times) return 1;
    return fail("more than 2^29 references to object %" PRId64, book_of(object)->number);
}

/* Converts references that gc.garbage holds into references of the log, until it has `times`. A log's `release` of such an
 * object stands for the program's clearing of gc.garbage. */
static void take_from_garbage(PyObject *object, int64_t times) {
    Book *book = book_of(object);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(gc->garbage) && book->external < times;) {
        if (PyList_GET_ITEM(gc->garbage, i) != object) {
            i++;
            continue;
        }
        Py_INCREF(object);
        book->external++;
        PyList_SetSlice(gc->garbage, i, i + 1, NULL);
        if (i < run.garbage_reported) run.garbage_reported--;
    }
}

static int retain(PyObject *object, int64_t times) {
    if (!has_room(object, times)) return 0;
    book_of(object)->external += times;
    Py_SET_REFCNT(object, Py_REFCNT(object) + (Py_ssize_t)times);
    return 1;
}

static int release(PyObject *object, int64_t times) {
    Book *book = book_of(object);
    if (book->external < times) take_from_garbage(object, times);
    if (book->external < times)
        return fail("object %" PRId64 " has %" PRId64 " external references, %" PRId64 " released", book->number, book->external, times);
    book->external -= times;
    drop(object, times);
    return 1;
}

static int refer(PyObject *source, PyObject *target, int64_t times) {
    if (!has_room(target, times)) return 0;
    Book *book = book_of(source);
    if (book->count > MOST_REFERENCES - times) return fail("more than 2^29 references from object %" PRId64, book->number);
    for (int64_t i = 0; i < times; i++) add_reference(book, target);
    Py_SET_REFCNT(target, Py_REFCNT(target) + (Py_ssize_t)times);
    return 1;
}

static int stop_referring(PyObject *source, PyObject *target, int64_t times) {
    if (!take_references(book_of(source), target, times))
        return fail("object %" PRId64 " does not hold %" PRId64 " references to %" PRId64, book_of(source)->number, times,
                    book_of(target)->number);
    drop(target, times);
    return 1;
}

int perform(const Action *action) {
    PyObject *object = alive(action->object), *other = NULL;
    if (!object) return 0;
    if ((action->verb == REF || action->verb == UNREF) && !(other = alive(action->other))) return 0;
    switch (action->verb) {
    case RETAIN: return retain(object, action->times);
    case RELEASE: return release(object, action->times);
    case REF: return refer(object, other, action->times);
    case UNREF: return stop_referring(object, other, action->times);
    case CLEAR: drop_references(book_of(object)); return 1;
    }
    return 0;
}

void run_script(const Script *script) {
    for (size_t i = 0; i < script->count; i++) perform(&script->actions[i]);
}
