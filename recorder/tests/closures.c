/* A type as Cython makes them for what a nested function closes over: up to eight of its dead are kept, and served first. */

#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
} Scope;

static Scope *kept[8];
static int kept_count;

static int scope_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Scope *)self)->held);
    return 0;
}

static int scope_clear(PyObject *self)
{
    Py_CLEAR(((Scope *)self)->held);
    return 0;
}

static void scope_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    scope_clear(self);
    if (kept_count < 8) {
        kept[kept_count++] = (Scope *)self;
    } else {
        PyObject_GC_Del(self);
    }
}

static PyObject *scope_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    (void)keywords;
    PyObject *held;
    if (!PyArg_ParseTuple(arguments, "O", &held)) {
        return NULL;
    }
    Scope *self = kept_count > 0 ? (Scope *)PyObject_INIT((PyObject *)kept[--kept_count], type) : PyObject_GC_New(Scope, type);
    if (self == NULL) {
        return NULL;
    }
    Py_INCREF(held);
    self->held = held;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyTypeObject scope_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "closures.__pyx_scope_struct_0_Scope", .tp_basicsize = sizeof(Scope),
    .tp_dealloc = scope_dealloc, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, .tp_traverse = scope_traverse,
    .tp_clear = scope_clear, .tp_new = scope_new, .tp_free = PyObject_GC_Del,
};

static struct PyModuleDef module_definition = {PyModuleDef_HEAD_INIT, .m_name = "closures", .m_size = -1};

PyMODINIT_FUNC PyInit_closures(void)
{
    PyObject *module = PyModule_Create(&module_definition);
    if (module == NULL || PyType_Ready(&scope_type) < 0) {
        return NULL;
    }
    Py_INCREF(&scope_type);
    if (PyModule_AddObject(module, "Scope", (PyObject *)&scope_type) < 0) {
        return NULL;
    }
    return module;
}
