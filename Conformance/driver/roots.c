#include "roots.h"
#include "nodes.h"

#if IS_INCREMENTAL
#include "internal/pycore_interpframe_structs.h"
#include "internal/pycore_stackref.h"

/* In the order of the log. The collector has not marked from those from `fresh` on. */
static PyObject *roots[2 * ROOT_SLOTS];
static int count, fresh, is_placed;

int add_root(PyObject *object) {
    if (book_of(object)->is_root) return 1;
    if (count == ROOT_SLOTS) return fail("more than %d roots", ROOT_SLOTS);
    book_of(object)->is_root = 1;
    roots[count++] = object;
    is_placed = 0;
    return 1;
}

void forget_root(PyObject *object) {
    book_of(object)->is_root = 0;
    int i = 0;
    while (roots[i] != object) i++;
    memmove(roots + i, roots + i + 1, (size_t)(count - i - 1) * sizeof *roots);
    count--;
    if (i < fresh) fresh--;
    /* The object may be deallocated within a collection, which must not find it any more. */
    is_placed = 0;
    place_roots();
}

void age_roots(void) {
    fresh = count;
    is_placed = 0;
}

static _PyInterpreterFrame *python_frame(_PyInterpreterFrame *frame) {
    while (frame && frame->owner >= FRAME_OWNED_BY_INTERPRETER) frame = frame->previous;
    return frame;
}

/* The variables follow the two arguments. */
static void fill(_PyInterpreterFrame *frame, PyObject **items, int length) {
    for (int i = 0; i < ROOT_SLOTS; i++)
        frame->localsplus[2 + i] = i < length ? (_PyStackRef){.bits = (uintptr_t)items[i] | Py_TAG_REFCNT} : PyStackRef_NULL;
}

void place_roots(void) {
    if (is_placed) return;
    _PyInterpreterFrame *drive = python_frame(PyThreadState_Get()->current_frame);
    fill(drive, roots + fresh, count - fresh);
    fill(python_frame(drive->previous), roots, fresh);
    is_placed = 1;
}

void clear_roots(void) {
    count = fresh = is_placed = 0;
    place_roots();
}

#else

int add_root(PyObject *object) { return (void)object, 1; }
void forget_root(PyObject *object) { (void)object; }
void age_roots(void) {}
void place_roots(void) {}
void clear_roots(void) {}

#endif
