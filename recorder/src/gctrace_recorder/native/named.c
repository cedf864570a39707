#include "named.h"

#include <structmember.h>

#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#endif

/* ---- attributes ---- */

#if PY_VERSION_HEX >= 0x030B0000
/* The values of attributes that lie in the object, or beside it, and that no dict holds; NULL: there are none. */
static PyDictValues *values_in(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
#if PY_VERSION_HEX >= 0x030D0000
    if (!(type->tp_flags & Py_TPFLAGS_INLINE_VALUES)) return NULL;
    PyDictValues *values = _PyObject_InlineValues(object);
    return values->valid ? values : NULL;
#elif PY_VERSION_HEX >= 0x030C0000
    if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT)) return NULL;
    PyDictOrValues *slot = _PyObject_DictOrValuesPointer(object);
    return _PyDictOrValues_IsValues(*slot) ? _PyDictOrValues_GetValues(*slot) : NULL;
#else
    return type->tp_flags & Py_TPFLAGS_MANAGED_DICT ? *_PyObject_ValuesPointer(object) : NULL;
#endif
}

static void each_value(PyObject *object, NamedVisit visit, void *context) {
    PyDictValues *values = values_in(object);
    PyDictKeysObject *keys = values ? ((PyHeapTypeObject *)Py_TYPE(object))->ht_cached_keys : NULL;
    if (!keys) return;
    PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    for (Py_ssize_t position = 0; position < keys->dk_nentries; position++)
        if (values->values[position] && entries[position].me_key) visit(values->values[position], entries[position].me_key, NULL, context);
}
#else
static void each_value(PyObject *object, NamedVisit visit, void *context) { (void)object, (void)visit, (void)context; }
#endif

/* The dict of an object's attributes, if there is one already. */
static PyObject *dict_of(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    if (PyType_Check(object))
        return ((PyTypeObject *)object)->tp_flags & Py_TPFLAGS_HEAPTYPE ? ((PyTypeObject *)object)->tp_dict : NULL;
#if PY_VERSION_HEX >= 0x030D0000
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) return (PyObject *)_PyObject_GetManagedDict(object);
#elif PY_VERSION_HEX >= 0x030C0000
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictOrValues *slot = _PyObject_DictOrValuesPointer(object);
        return _PyDictOrValues_IsValues(*slot) ? NULL : _PyDictOrValues_GetDict(*slot);
    }
#elif PY_VERSION_HEX >= 0x030B0000
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) return *_PyObject_ManagedDictPointer(object);
#endif
    Py_ssize_t offset = type->tp_dictoffset;
    if (offset < 0) {
        /* From the end of an object of variable size. */
        Py_ssize_t length = Py_SIZE(object);
        offset += (Py_ssize_t)_PyObject_VAR_SIZE(type, length < 0 ? -length : length);
    }
    return offset > 0 ? *(PyObject **)((char *)object + offset) : NULL;
}

/* What the type and those that it derives from declare: __slots__, and the members of types that are written in C. */
static void each_member(PyObject *object, NamedVisit visit, void *context) {
    for (PyTypeObject *type = Py_TYPE(object); type; type = type->tp_base) {
        for (const PyMemberDef *member = type->tp_members; member && member->name; member++) {
            if (member->type != T_OBJECT && member->type != T_OBJECT_EX) continue;
            if (member->offset <= 0 || member->offset + (Py_ssize_t)sizeof(PyObject *) > type->tp_basicsize) continue;
            PyObject *target = *(PyObject **)((char *)object + member->offset);
            if (target) visit(target, NULL, member->name, context);
        }
    }
}

static void visit_word(PyObject *target, const char *word, NamedVisit visit, void *context) {
    if (target) visit(target, NULL, word, context);
}

/* What Python code knows by a name, and the type has no member for. */
static void each_special(PyObject *object, NamedVisit visit, void *context) {
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyFunction_Type) {
        PyFunctionObject *function = (PyFunctionObject *)object;
        visit_word(function->func_code, "__code__", visit, context);
        visit_word(function->func_defaults, "__defaults__", visit, context);
        visit_word(function->func_kwdefaults, "__kwdefaults__", visit, context);
        visit_word(function->func_annotations, "__annotations__", visit, context);
    } else if (PyExceptionInstance_Check(object)) {
        PyBaseExceptionObject *exception = (PyBaseExceptionObject *)object;
        visit_word(exception->args, "args", visit, context);
        visit_word(exception->traceback, "__traceback__", visit, context);
        visit_word(exception->context, "__context__", visit, context);
        visit_word(exception->cause, "__cause__", visit, context);
    } else if (type == &PyTraceBack_Type) {
        visit_word((PyObject *)((PyTracebackObject *)object)->tb_next, "tb_next", visit, context);
    } else if (PyType_Check(object)) {
        if (!(((PyTypeObject *)object)->tp_flags & Py_TPFLAGS_HEAPTYPE)) return;
        visit_word(((PyTypeObject *)object)->tp_bases, "__bases__", visit, context);
        visit_word(((PyTypeObject *)object)->tp_mro, "__mro__", visit, context);
    } else if (PyCFunction_Check(object)) {
        visit_word(((PyCFunctionObject *)object)->m_self, "__self__", visit, context);
    }
}

/* ---- variables ---- */

#if PY_VERSION_HEX >= 0x030B0000
#if PY_VERSION_HEX >= 0x030E0000
/* What is in a place of a frame; NULL: nothing. From 3.14 on the pointer has flags in its low bits. */
static PyObject *object_in(_PyStackRef place) { return PyStackRef_IsNull(place) ? NULL : PyStackRef_AsPyObjectBorrow(place); }
#else
static PyObject *object_in(PyObject *place) { return place; }
#endif

static void each_local_of_frame(_PyInterpreterFrame *frame, NamedVisit visit, void *context) {
#if PY_VERSION_HEX >= 0x030D0000
    PyObject *executable = object_in(frame->f_executable);
#else
    PyObject *executable = (PyObject *)frame->f_code;
#endif
    if (!executable || !PyCode_Check(executable)) return;
    PyCodeObject *code = (PyCodeObject *)executable;
    PyObject *names = code->co_localsplusnames;
    for (Py_ssize_t position = 0; position < code->co_nlocalsplus && position < PyTuple_GET_SIZE(names); position++) {
        PyObject *local = object_in(frame->localsplus[position]);
        if (local) visit(local, PyTuple_GET_ITEM(names, position), NULL, context);
    }
}

/* A frame that runs belongs to its thread, whose references are none that the collector sees. */
static void each_variable(PyObject *object, NamedVisit visit, void *context) {
    if (PyFrame_Check(object)) {
        _PyInterpreterFrame *frame = ((PyFrameObject *)object)->f_frame;
        if (frame && frame->owner == FRAME_OWNED_BY_FRAME_OBJECT) each_local_of_frame(frame, visit, context);
    } else if (is_generator(object) && ((PyGenObject *)object)->gi_frame_state < FRAME_CLEARED) {
        each_local_of_frame((_PyInterpreterFrame *)&((PyGenObject *)object)->gi_iframe, visit, context);
    }
}
#else
static PyObject **visit_part(PyObject *names, PyObject **first, NamedVisit visit, void *context) {
    for (Py_ssize_t position = 0; position < PyTuple_GET_SIZE(names); position++, first++)
        if (*first) visit(*first, PyTuple_GET_ITEM(names, position), NULL, context);
    return first;
}

static void each_variable(PyObject *object, NamedVisit visit, void *context) {
    if (!PyFrame_Check(object)) return;
    PyCodeObject *code = ((PyFrameObject *)object)->f_code;
    PyObject **first = ((PyFrameObject *)object)->f_localsplus;
    if (!code) return;
    visit_part(code->co_varnames, first, visit, context);
    first = visit_part(code->co_cellvars, first + code->co_nlocals, visit, context);
    visit_part(code->co_freevars, first, visit, context);
}
#endif

void each_cell(PyObject *object, NamedVisit visit, void *context) {
    if (Py_TYPE(object) != &PyFunction_Type) {
        each_variable(object, visit, context);
        return;
    }
    PyObject *cells = PyFunction_GET_CLOSURE(object), *code = PyFunction_GET_CODE(object);
    if (!cells || !code || !PyTuple_Check(cells) || !PyCode_Check(code)) return;
#if PY_VERSION_HEX >= 0x030B0000
    PyObject *names = ((PyCodeObject *)code)->co_localsplusnames;
    Py_ssize_t first = ((PyCodeObject *)code)->co_nlocalsplus - ((PyCodeObject *)code)->co_nfreevars;
#else
    PyObject *names = ((PyCodeObject *)code)->co_freevars;
    Py_ssize_t first = 0;
#endif
    for (Py_ssize_t position = 0; position < PyTuple_GET_SIZE(cells) && first + position < PyTuple_GET_SIZE(names); position++)
        visit(PyTuple_GET_ITEM(cells, position), PyTuple_GET_ITEM(names, first + position), NULL, context);
}

/* ---- all of them ---- */

void each_named_reference(PyObject *object, int keys_too, NamedVisit visit, void *context) {
    PyTypeObject *type = Py_TYPE(object);
    /* Neither has attributes of its own. */
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PySet_Type || type == &PyFrozenSet_Type || type == &PyCell_Type) return;
    if (keys_too && PyDict_Check(object) && is_whole(object)) {
        PyObject *key, *value;
        Py_ssize_t position = 0;
        while (PyDict_Next(object, &position, &key, &value))
            if (PyUnicode_Check(key)) visit(value, key, NULL, context);
    }
    if (type == &PyDict_Type) return;
    each_value(object, visit, context);
    visit_word(dict_of(object), "__dict__", visit, context);
    visit_word((PyObject *)type, "__class__", visit, context);
    each_member(object, visit, context);
    each_special(object, visit, context);
    each_variable(object, visit, context);
}

void each_namespace(PyObject *object, NamedVisit visit, void *context) {
    PyObject *dict = dict_of(object);
    if (dict) visit(dict, NULL, NULL, context);
    if (Py_TYPE(object) == &PyFunction_Type) visit(PyFunction_GET_GLOBALS(object), NULL, NULL, context);
}
