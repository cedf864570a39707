/* The order of actions that happen at one moment, as the recorder sorts them. */
#include "recorder.h"

static PyObject *rank(PyObject *self, PyObject *arguments)
{
    (void)self;
    int kind;
    unsigned long long order;
    if (!PyArg_ParseTuple(arguments, "iK", &kind, &order)) {
        return NULL;
    }
    Action action = {.rank = action_rank((ActionKind)kind, (size_t)order)};
    return Py_BuildValue("Ki", (unsigned long long)action.rank, (int)kind_of_action(&action));
}

static PyMethodDef methods[] = {{"rank", rank, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "ranks", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_ranks(void)
{
    return PyModule_Create(&definition);
}
