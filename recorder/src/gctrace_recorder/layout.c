/* Where the collector keeps its lists in this very interpreter, which may be another release than the one we were built with.
 *
 * Releases of one series may differ in it: the list heads of CPython 3.13.5, as Debian 13 has it, are aligned to 4 bytes, and so lie
 * 4 bytes before where 3.13.0 and 3.13.15 have them. Whoever took the one for the other would follow half pointers. */
#include "collector.h"

/* Whether this very release has the collector that we were built for: 3.14.0 to 3.14.4 have another than the releases after them. */
static int is_collector_ours(void) {
#if PY_VERSION_HEX >= 0x030E0000
    return IS_INCREMENTAL_IN(Py_Version) == IS_INCREMENTAL && COUNTS_TRACKED_IN(Py_Version) == COUNTS_TRACKED;
#else
    return 1;
#endif
}

/* Whether the generations' thresholds are these where we were built to find them. The incremental collector has no third. */
static int thresholds_are(const int *thresholds) {
    Collector *collector = collector_of_interpreter();
    for (int number = 0; number < (IS_INCREMENTAL ? 2 : 3); number++)
        if (*threshold_of(collector, number) != thresholds[number]) return 0;
    return 1;
}

PyDoc_STRVAR(fits_doc,
    "fits(threshold0, threshold1, threshold2, /)\n--\n\n"
    "Whether the collector's lists are where this was built to find them, told by gc.get_threshold()'s numbers beside them.");

static PyObject *fits(PyObject *self, PyObject *arguments) {
    int thresholds[3];
    (void)self;
    if (!PyArg_ParseTuple(arguments, "iii", &thresholds[0], &thresholds[1], &thresholds[2])) return NULL;
    return PyBool_FromLong(is_collector_ours() && thresholds_are(thresholds));
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
