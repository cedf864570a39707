/* gctrace_driver: runs a gctrace log inside a real CPython and reports what the interpreter did with it.
 *
 * Every object of the log is an object of one of the driver's own static types (nodes.h); references, external references, allocation,
 * tracking and collection are the interpreter's. The driver keeps its books (which number is which object, what an object refers to,
 * in which order) in malloc's memory and creates no object with a GC header but those that the log tells of, so that the collector's
 * counts and lists hold the log's objects alone. The interpreter's own objects wait where the collector does not know them until the
 * log has ended (session.c).
 *
 *   module -> session -> log, events, report -> allocation, collections, roots -> nodes, actions -> run -> interpreter, numbers
 */
#include "events.h"
#include "nodes.h"
#include "report.h"
#include "roots.h"
#include "session.h"
#include <sys/resource.h>

/* load(log: bytes, header: bytes, timing: bool) -> bool: prepares a log for step(). Returns False if the driver cannot run it. */
static PyObject *load(PyObject *module, PyObject *args) {
    (void)module;
    const char *text, *header;
    Py_ssize_t length, header_length;
    int timing;
    if (!PyArg_ParseTuple(args, "y#y#p", &text, &length, &header, &header_length, &timing)) return NULL;
    return PyBool_FromLong(session_load(text, (size_t)length, header, (size_t)header_length, timing));
}

/* step() -> bool: runs the log up to its next safe point, and returns whether there is more. */
static PyObject *step(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyBool_FromLong(session_step());
}

/* finish() -> int: writes the report so far to standard output. Returns 0: the last log ran; 1: it failed; 2: it was refused;
 * 3: the driver did not have the collector to itself, so the report of this log is void (and its last line says so). */
static PyObject *finish(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    if (!text_flush(&report)) return PyErr_SetFromErrno(PyExc_OSError);
    return PyLong_FromLong(run.outcome);
}

/* The headers give the positions of the fields. Checks that they are right for this interpreter. */
static int collector_is_where_we_look(PyObject *gc_module) {
    int thresholds[3];
    PyObject *values = PyObject_CallMethod(gc_module, "get_threshold", NULL);
    PyObject *garbage = PyObject_GetAttrString(gc_module, "garbage");
    int same = values && garbage && PyArg_ParseTuple(values, "iii", &thresholds[0], &thresholds[1], &thresholds[2]) && gc->garbage == garbage;
    for (int i = 0; same && i < NUM_GENERATIONS; i++)
        same = *threshold_of(gc, i) == default_threshold(i) && thresholds[i] == default_threshold(i);
    Py_XDECREF(values);
    Py_XDECREF(garbage);
    if (!same && !PyErr_Occurred()) PyErr_SetString(PyExc_ImportError, "the collector's state was not found, or was changed before the driver");
    return same;
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

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "gctrace_driver", .m_size = -1, .m_methods = functions};

/* 3.8 does not mark it as visible. */
__attribute__((visibility("default"))) PyMODINIT_FUNC PyInit_gctrace_driver(void) {
    if (strncmp(Py_GetVersion(), PY_VERSION, strlen(PY_VERSION)) != 0) {
        PyErr_SetString(PyExc_ImportError, "the driver was built for Python " PY_VERSION);
        return NULL;
    }
    gc = collector_of_interpreter();
    ready_sessions();
    PyObject *gc_module = PyImport_ImportModule("gc");
    if (!gc_module || !collector_is_where_we_look(gc_module) || !ready_types() || !ready_events(gc_module)) return NULL;
    ask_for_stack();
    PyObject *module = PyModule_Create(&definition);
    /* The number of local variables that `hold` and `drive` need for the roots of a log. */
    if (module && PyModule_AddIntConstant(module, "ROOT_SLOTS", ROOT_SLOTS) < 0) return NULL;
    return module;
}
