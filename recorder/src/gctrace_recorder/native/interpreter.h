/* What differs between the CPython versions that the recorder is built for (3.8 to 3.15, with the GIL). Everything that needs the
 * interpreter's internal headers is in this file and in interpreter.c. */
#ifndef GCTRACE_INTERPRETER_H
#define GCTRACE_INTERPRETER_H

#include "collector.h"

#if PY_VERSION_HEX < 0x03080000 || PY_VERSION_HEX >= 0x03100000 || defined(Py_GIL_DISABLED)
#error "gctrace-recorder knows CPython 3.8 to 3.15 with the GIL"
#endif

#include <frameobject.h>
#include "internal/pycore_object.h"
#if PY_VERSION_HEX >= 0x030C0000
#include <opcode.h>
#include "internal/pycore_frame.h"
#endif
#if PY_VERSION_HEX >= 0x030E0000
#include "internal/pycore_interpframe.h"
#endif

/* Before 3.14 the collector untracks dicts that hold nothing it would look at. */
#define UNTRACKS_DICTS (PY_VERSION_HEX < 0x030E0000)

/* Before 3.9 one object that a finalizer resurrects spares all the garbage of its collection. */
#define SPARES_ALL_OR_NOTHING (PY_VERSION_HEX < 0x03090000)

#if PY_VERSION_HEX >= 0x030C0000
/* NULL: no Python runs in this thread. */
static inline PyThreadState *current_thread(void) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyThreadState_GetUnchecked();
#else
    return _PyThreadState_UncheckedGet();
#endif
}

/* Where a thread's Python code is: what the eval loop runs now. */
typedef struct {
    const void *frame;
    const _Py_CODEUNIT *instruction;
} CodePosition;

/* Whether the instruction allocates one object, so that a second one comes of its running again. */
static inline int makes_one(const _Py_CODEUNIT *instruction) {
    if (!instruction) return 0;
    switch (instruction->op.code) {
    case BUILD_TUPLE:
    case BUILD_LIST:
    case BUILD_SET:
    case BUILD_MAP:
#ifdef BUILD_CONST_KEY_MAP
    case BUILD_CONST_KEY_MAP:
#endif
    case BUILD_SLICE:
    case MAKE_FUNCTION:
    case MAKE_CELL: return 1;
    default: return 0;
    }
}

static inline CodePosition position_in_code(PyThreadState *thread) {
#if PY_VERSION_HEX >= 0x030D0000
    _PyInterpreterFrame *frame = thread->current_frame;
    return (CodePosition){frame, frame ? frame->instr_ptr : NULL};
#else
    _PyInterpreterFrame *frame = thread->cframe->current_frame;
    return (CodePosition){frame, frame ? frame->prev_instr : NULL};
#endif
}
#endif

static inline int64_t length_of_list(PyGC_Head *list) {
    int64_t length = 0;
    for (PyGC_Head *head = head_after(list); head != list; head = head_after(head)) length++;
    return length;
}

/* 3.8 has one collector for all interpreters: one that ends has it do a full collection, which calls no callbacks. */
#define GENERATIONS_COUNTED (PY_VERSION_HEX >= 0x03090000 ? 3 : 2)

/* How many collections there have been of the generations that are counted. A collection's callbacks are called before, and after it. */
static inline int64_t collections_of(Collector *collector) {
    int64_t count = 0;
    for (int generation = 0; generation < GENERATIONS_COUNTED; generation++) count += statistics_of(collector, generation).collections;
    return count;
}

/* 3.8, as it shuts down, prints that it adds no more pending calls, which takes allocations. */
static inline int refuses_pending_calls(void) {
#if PY_VERSION_HEX < 0x03090000
    return _PyRuntime.ceval.pending.finishing;
#else
    return 0;
#endif
}

static inline int is_immortal(PyObject *object) {
#if PY_VERSION_HEX >= 0x030C0000
    return _Py_IsImmortal(object);
#else
    (void)object;
    return 0;
#endif
}

/* Where the block of memory that holds the object begins: before it lie the collector's head and, in some types, pointers. */
static inline uintptr_t block_of(PyObject *object) {
    size_t before = sizeof(PyGC_Head);
#if PY_VERSION_HEX >= 0x030C0000
    if (Py_TYPE(object)->tp_flags & Py_TPFLAGS_PREHEADER) before += 2 * sizeof(PyObject *);
#elif PY_VERSION_HEX >= 0x030B0000
    if (Py_TYPE(object)->tp_flags & Py_TPFLAGS_MANAGED_DICT) before += 2 * sizeof(PyObject *);
#endif
    return (uintptr_t)object - before;
}

/* Whether the object was destroyed, though its memory may wait on a free list. From 3.14 on the list's link takes the count's place: it
 * is told by its upper half, which an object has no bits in, and which an address has, but for one below 4 GB. */
static inline int is_destroyed(PyObject *object) {
    if (Py_REFCNT(object) == 0) return 1;
#if PY_VERSION_HEX >= 0x030E0000
    uint64_t word;
    memcpy(&word, object, sizeof word);
    return (word >> 32 & 0xFFFF) != 0;
#else
    return 0;
#endif
}

/* Whether the object waits for its deallocation, which a stack that is deep puts off: from 3.14 on the waiting are linked by what else
 * links the members of a list. */
static inline int is_in_trash(PyObject *object) {
    return PY_VERSION_HEX >= 0x030E0000 && Py_REFCNT(object) == 0 && head_before(head_of(object)) == NULL;
}

/* How many dead lists, or dicts, wait on their free list. */
#if PY_VERSION_HEX >= 0x030E0000
typedef Py_ssize_t WaitingCount;
#else
typedef int WaitingCount;
#endif
/* NULL: not to be seen, before 3.10. */
const WaitingCount *waiting_lists(void);
const WaitingCount *waiting_dicts(void);

/* What an object is, beyond its type. */
enum {
    /* A tuple not yet filled in, or a dict whose values its owner holds: the collector's untracking rules do not fit it. */
    FORM_ODD = 1,
    /* A suspended generator or coroutine: its finalizer closes it. */
    FORM_SUSPENDED = 2,
    /* One that its finalizer leaves as it is: it has not begun to run. */
    FORM_LEFT_ALONE = 4,
    /* One whose close() leaves its function. */
    FORM_KEEPS_FUNCTION = 8,
    /* A weak reference with a callback. */
    FORM_CALLBACK = 16,
    /* A generator, coroutine or asynchronous generator. */
    FORM_GENERATOR = 32,
    /* An asynchronous generator whose event loop has a hook: its finalizer calls that, and closes nothing. */
    FORM_HOOKED = 64,
};

/* Not a dict that is being made or taken apart. */
int is_whole(PyObject *object);
int form_of(PyObject *object);
int64_t size_of(PyObject *object);
int is_generator(PyObject *object);
/* The code that runs in this thread, and its line; NULL: none does. */
PyCodeObject *running_code(int *line);
/* Appends a str as UTF-8 at `used`, cut between characters: at the buffer's end, and after so many of them. Returns how much is used then. */
size_t append_text(char *buffer, size_t used, size_t length, PyObject *text, Py_ssize_t most);
/* Copies "module.qualname", cut at the buffer's end. */
void name_of_type(PyTypeObject *type, char *buffer, size_t length);
/* The target of a live weak reference or proxy; NULL: dead, or no weak reference. */
PyObject *target_of_weak_reference(PyObject *object);
int is_weak_reference_type(PyTypeObject *type);
/* Calls `visit` with each weak reference to the object. */
void each_weak_reference_to(PyObject *object, void (*visit)(PyObject *weak_reference, void *context), void *context);

#endif
