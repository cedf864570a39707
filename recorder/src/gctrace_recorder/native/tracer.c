#include "tracer.h"

#if PY_VERSION_HEX < 0x030D0000

void tracer_begin(Tracer *tracer, Allocations *allocations, Sites *sites) { *tracer = (Tracer){allocations, sites}; }
void tracer_resume(Tracer *tracer) { (void)tracer; }
void tracer_end(Tracer *tracer) { (void)tracer; }

#else

/* Whether the memory of a dead object of the type may wait on a free list. */
static int may_wait(PyTypeObject *type) {
    if (type == &PyTuple_Type || type == &PyList_Type || type == &PyDict_Type) return 1;
#if PY_VERSION_HEX >= 0x030E0000
    return type == &PyMethod_Type || type == &PyCFunction_Type || type == &PyCMethod_Type || type == &PyListIter_Type ||
           type == &PyTupleIter_Type || type == &PySlice_Type || type == &PyContext_Type;
#else
    return 0;
#endif
}

static int on_reference(PyObject *object, PyRefTracerEvent event, void *context) {
    Tracer *tracer = context;
    /* 3.15 tells a tracer, without an object, that another takes its place. */
    if (event != PyRefTracer_CREATE && event != PyRefTracer_DESTROY) return 0;
    int result = tracer->next ? tracer->next(object, event, tracer->next_context) : 0;
    if (!tracer->allocations->is_on) return result;
    PyTypeObject *type = Py_TYPE(object);
    if (!PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC)) {
        if (event == PyRefTracer_DESTROY && tracer->sites && type == &PyCode_Type) sites_forget(tracer->sites, object);
        return result;
    }
    PyThreadState *thread = current_thread();
    /* Another interpreter's objects are not in the log, and its threads run beside ours. */
    if (!thread || &thread->interp->gc != tracer->allocations->collector) return result;
    if (event == PyRefTracer_CREATE) {
        allocations_note_creation(tracer->allocations, block_of(object), tracer->sites ? sites_now(tracer->sites, thread) : 0,
                                  type == &PyTuple_Type);
    } else if (may_wait(type)) {
        allocations_note_destruction(tracer->allocations, block_of(object));
    }
    return result;
}

/* Whether a tracer that ours displaces may be called still: from 3.15 on it is told that it was, and may free what it had as its context. */
static int may_be_called_on(const void *context) { return PY_VERSION_HEX < 0x030F0000 || !context; }

/* There is one place for a tracer: whoever has it, as tracemalloc may, is called by ours. */
static void take_position(Tracer *tracer) {
    void *context;
    PyRefTracer before = PyRefTracer_GetTracer(&context);
    tracer->next = before == on_reference || !may_be_called_on(context) ? NULL : before;
    tracer->next_context = tracer->next ? context : NULL;
    PyRefTracer_SetTracer(on_reference, tracer);
}

static int has_position(const Tracer *tracer) {
    void *context;
    return PyRefTracer_GetTracer(&context) == on_reference && context == tracer;
}

void tracer_begin(Tracer *tracer, Allocations *allocations, Sites *sites) {
    tracer->allocations = allocations;
    tracer->sites = sites;
    if (!has_position(tracer)) take_position(tracer);
}

void tracer_resume(Tracer *tracer) {
    if (has_position(tracer)) return;
    /* Code may have died meanwhile. */
    if (tracer->sites) sites_forget_all(tracer->sites);
    take_position(tracer);
}

void tracer_end(Tracer *tracer) {
    if (has_position(tracer)) PyRefTracer_SetTracer(tracer->next, tracer->next_context);
}

#endif
