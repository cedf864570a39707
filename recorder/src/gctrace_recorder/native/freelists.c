#include "freelists.h"

#include <string.h>

int free_list_of_tuple(int64_t size) {
    int64_t length = (size - (int64_t)sizeof(PyGC_Head) - PyTuple_Type.tp_basicsize) / (int64_t)sizeof(PyObject *);
    return length >= 1 && length <= LONGEST_LISTED_TUPLE ? FREE_LIST_TUPLE + (int)length - 1 : FREE_LIST_NONE;
}

int free_list_of(PyObject *object, int form) {
    PyTypeObject *type = Py_TYPE(object);
    /* These have a type of their own in the log. */
    if (form & FORM_ODD) return FREE_LIST_NONE;
    if (type == &PyList_Type) return FREE_LIST_LIST;
    if (type == &PyDict_Type) return FREE_LIST_DICT;
#if PY_VERSION_HEX < 0x03090000
    if (type == &PyMethod_Type) return FREE_LIST_METHOD;
    if (type == &PyCFunction_Type) return FREE_LIST_FUNCTION;
#endif
    return type == &PyTuple_Type ? free_list_of_tuple(size_of(object)) : FREE_LIST_NONE;
}

int is_cython_closure(PyTypeObject *type) { return strstr(type->tp_name, "__pyx_scope_struct_") != NULL; }

/* PyList_MAXFREELIST and its like: the same from 3.8 to 3.13. Cython's is the freelist(8) of its closures. */
int free_list_limit(int list) {
    if (list >= FREE_LIST_CLOSURE) return 8;
    if (list >= FREE_LIST_TUPLE) return 2000;
    return list == FREE_LIST_METHOD || list == FREE_LIST_FUNCTION ? 256 : 80;
}
