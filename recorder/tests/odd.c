/* Types whose tp_traverse or tracking is unusual, though within what the interpreter allows. Each holds one reference. */

#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *held;
    int is_shown;
} Odd;

/* Visits nothing: what it holds looks to the collector as if something outside held it. */
static int hidden_traverse(PyObject *self, visitproc visit, void *arg)
{
    (void)self; (void)visit; (void)arg;
    return 0;
}

static int plain_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Odd *)self)->held);
    return 0;
}

/* Holds its reference three times over. */
static int often_traverse(PyObject *self, visitproc visit, void *arg)
{
    for (int time = 0; time < 3; time++) {
        Py_VISIT(((Odd *)self)->held);
    }
    return 0;
}

/* Visits what it holds only once it has been told to: its references come and go without a write. */
static int late_traverse(PyObject *self, visitproc visit, void *arg)
{
    if (((Odd *)self)->is_shown) {
        Py_VISIT(((Odd *)self)->held);
    }
    return 0;
}

static int references(PyObject *self)
{
    return Py_TYPE(self)->tp_traverse == often_traverse ? 3 : 1;
}

static int odd_clear(PyObject *self)
{
    PyObject *held = ((Odd *)self)->held;
    int count = references(self);
    ((Odd *)self)->held = NULL;
    while (held != NULL && count-- > 0) {
        Py_DECREF(held);
    }
    return 0;
}

static PyObject *odd_set(PyObject *self, PyObject *held)
{
    for (int count = references(self); count > 0; count--) {
        Py_INCREF(held);
    }
    odd_clear(self);
    ((Odd *)self)->held = held;
    Py_RETURN_NONE;
}

static PyObject *odd_show(PyObject *self, PyObject *nothing)
{
    (void)nothing;
    ((Odd *)self)->is_shown = 1;
    Py_RETURN_NONE;
}

static PyObject *odd_track(PyObject *self, PyObject *nothing)
{
    (void)nothing;
    PyObject_GC_Track(self);
    Py_RETURN_NONE;
}

static PyObject *odd_untrack(PyObject *self, PyObject *nothing)
{
    (void)nothing;
    PyObject_GC_UnTrack(self);
    Py_RETURN_NONE;
}

static void odd_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    odd_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *make(PyTypeObject *type, PyObject *arguments, int is_tracked)
{
    PyObject *held;
    if (!PyArg_ParseTuple(arguments, "O", &held)) {
        return NULL;
    }
    Odd *self = PyObject_GC_New(Odd, type);
    if (self == NULL) {
        return NULL;
    }
    self->held = NULL;
    self->is_shown = 0;
    Py_DECREF(odd_set((PyObject *)self, held));
    if (is_tracked) {
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}

static PyObject *odd_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    (void)keywords;
    return make(type, arguments, 1);
}

static PyObject *untracked_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords)
{
    (void)keywords;
    return make(type, arguments, 0);
}

static PyMethodDef methods[] = {
    {"set", odd_set, METH_O, NULL},
    {"show", odd_show, METH_NOARGS, NULL},
    {"track", odd_track, METH_NOARGS, NULL},
    {"untrack", odd_untrack, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

#define ODD_TYPE(VARIABLE, NAME, TRAVERSE, CLEAR, NEW)                                                                 \
    static PyTypeObject VARIABLE = {                                                                                   \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = "odd." NAME, .tp_basicsize = sizeof(Odd), .tp_dealloc = odd_dealloc,   \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, .tp_traverse = TRAVERSE, .tp_clear = CLEAR,                \
        .tp_methods = methods, .tp_new = NEW, .tp_free = PyObject_GC_Del,                                              \
    }

ODD_TYPE(hidden_type, "Hidden", hidden_traverse, odd_clear, odd_new);
/* Without tp_clear: the cycle has to be broken elsewhere. */
ODD_TYPE(plain_type, "Plain", plain_traverse, NULL, odd_new);
ODD_TYPE(often_type, "Often", often_traverse, odd_clear, odd_new);
ODD_TYPE(late_type, "Late", late_traverse, odd_clear, odd_new);
ODD_TYPE(untracked_type, "Untracked", plain_traverse, odd_clear, untracked_new);

static struct PyModuleDef module_definition = {PyModuleDef_HEAD_INIT, .m_name = "odd", .m_size = -1};

PyMODINIT_FUNC PyInit_odd(void)
{
    PyTypeObject *types[] = {&hidden_type, &plain_type, &often_type, &late_type, &untracked_type};
    const char *names[] = {"Hidden", "Plain", "Often", "Late", "Untracked"};
    PyObject *module = PyModule_Create(&module_definition);
    for (size_t index = 0; module != NULL && index < sizeof types / sizeof *types; index++) {
        if (PyType_Ready(types[index]) < 0) {
            return NULL;
        }
        Py_INCREF(types[index]);
        if (PyModule_AddObject(module, names[index], (PyObject *)types[index]) < 0) {
            return NULL;
        }
    }
    return module;
}
