/* Where the collector keeps its lists in this very interpreter, which may be another release than the one we were built with.
 *
 * Releases of one series may differ in it: the list heads of CPython 3.13.5, as Debian 13 has it, are aligned to 4 bytes, and so lie
 * 4 bytes before where 3.13.0 and 3.13.15 have them. Whoever took the one for the other would follow half pointers. */
#define Py_BUILD_CORE 1
#include <Python.h>
#include <stddef.h>
#include <string.h>
#if PY_VERSION_HEX >= 0x03090000
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#else
#include "internal/pycore_pymem.h"
#include "internal/pycore_pystate.h"
#endif

#if PY_VERSION_HEX < 0x030E0000
/* Whether the three generations' thresholds are `thresholds` if the lists lie `shift` bytes further on than we were built to think. */
static int thresholds_are(const int *thresholds, ptrdiff_t shift) {
#if PY_VERSION_HEX >= 0x03090000
    const char *collector = (const char *)&PyInterpreterState_Get()->gc;
#else
    const char *collector = (const char *)&_PyRuntime.gc;
#endif
    const char *generations = collector + offsetof(struct _gc_runtime_state, generations) + shift;
    for (int number = 0; number < NUM_GENERATIONS; number++) {
        const char *generation = generations + number * sizeof(struct gc_generation);
        int threshold;
        memcpy(&threshold, generation + offsetof(struct gc_generation, threshold), sizeof threshold);
        if (threshold != thresholds[number]) return 0;
    }
    return 1;
}
#endif

PyDoc_STRVAR(fits_doc,
    "fits(threshold0, threshold1, threshold2, /)\n--\n\n"
    "Whether the collector's lists are where this was built to find them, told by gc.get_threshold()'s numbers beside them.");

static PyObject *fits(PyObject *self, PyObject *arguments) {
    int thresholds[3];
    (void)self;
    if (!PyArg_ParseTuple(arguments, "iii", &thresholds[0], &thresholds[1], &thresholds[2])) return NULL;
#if PY_VERSION_HEX < 0x030E0000
    return PyBool_FromLong(thresholds_are(thresholds, 0));
#else
    Py_RETURN_TRUE;
#endif
}

static PyMethodDef functions[] = {
    {"fits", fits, METH_VARARGS, fits_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "gctrace_recorder._layout",
    .m_doc = "Whether this build of the recorder fits the interpreter that runs it.",
    .m_size = 0,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit__layout(void) { return PyModule_Create(&definition); }
