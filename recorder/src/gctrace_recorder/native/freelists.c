#include "freelists.h"

int free_list_of(PyObject *object, int form) {
    PyTypeObject *type = Py_TYPE(object);
    /* Those are of a type of their own in the log. */
    if (form & FORM_ODD) return FREE_LIST_NONE;
    if (type == &PyList_Type) return FREE_LIST_LIST;
    if (type == &PyDict_Type) return FREE_LIST_DICT;
    if (type != &PyTuple_Type) return FREE_LIST_NONE;
    Py_ssize_t length = PyTuple_GET_SIZE(object);
    return length >= 1 && length <= LONGEST_LISTED_TUPLE ? FREE_LIST_TUPLE + (int)length - 1 : FREE_LIST_NONE;
}

/* PyList_MAXFREELIST, PyDict_MAXFREELIST and PyTuple_MAXFREELIST: the same from 3.8 to 3.13. */
int free_list_limit(int list) { return list >= FREE_LIST_TUPLE ? 2000 : 80; }
