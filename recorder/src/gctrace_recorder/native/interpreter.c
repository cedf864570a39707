#include "interpreter.h"

#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_frame.h"
#endif

#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_opcode_utils.h"
#include "internal/pycore_dict.h"
#endif

#if PY_VERSION_HEX >= 0x030E0000
const WaitingCount *waiting_lists(void) { return &PyInterpreterState_Get()->object_state.freelists.lists.size; }
const WaitingCount *waiting_dicts(void) { return &PyInterpreterState_Get()->object_state.freelists.dicts.size; }
#elif PY_VERSION_HEX >= 0x030D0000
const WaitingCount *waiting_lists(void) { return &PyInterpreterState_Get()->object_state.freelists.lists.numfree; }
const WaitingCount *waiting_dicts(void) { return &PyInterpreterState_Get()->object_state.freelists.dicts.numfree; }
#elif PY_VERSION_HEX >= 0x030A0000
const WaitingCount *waiting_lists(void) { return &PyInterpreterState_Get()->list.numfree; }
const WaitingCount *waiting_dicts(void) { return &PyInterpreterState_Get()->dict_state.numfree; }
#else
const WaitingCount *waiting_lists(void) { return NULL; }
const WaitingCount *waiting_dicts(void) { return NULL; }
#endif

int is_generator(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    return type == &PyGen_Type || type == &PyCoro_Type || type == &PyAsyncGen_Type;
}

static int is_hooked(PyGenObject *generator) {
    if (Py_TYPE(generator) != &PyAsyncGen_Type) return 0;
    PyAsyncGenObject *asynchronous = (PyAsyncGenObject *)generator;
#if PY_VERSION_HEX >= 0x030B0000
    return asynchronous->ag_origin_or_finalizer && !asynchronous->ag_closed;
#else
    return asynchronous->ag_finalizer && !asynchronous->ag_closed;
#endif
}

/* Whether close() clears one that has not begun to run. From 3.12 on it did not, until 3.13.12 and 3.14.3. */
static int close_clears_not_started(void) {
#if PY_VERSION_HEX >= 0x030C0000
    return Py_Version >= 0x030E0300 || (Py_Version >= 0x030D0C00 && Py_Version < 0x030E0000);
#else
    return 1;
#endif
}

#if PY_VERSION_HEX >= 0x030D0000
/* 3.13.0 to 3.13.5: gen_close returns early when the frame is suspended at a yield outside any try, and the function stays held. */
static int close_may_keep_function(void) { return Py_Version < 0x030D0600; }
#endif

static int form_of_generator(PyGenObject *generator) {
    int form = FORM_GENERATOR | (is_hooked(generator) ? FORM_HOOKED : 0), is_suspended, is_started;
#if PY_VERSION_HEX >= 0x030D0000
    is_suspended = generator->gi_frame_state < 0;
    is_started = generator->gi_frame_state != -3;
    if (close_may_keep_function()) {
        const _PyInterpreterFrame *frame = (const _PyInterpreterFrame *)&generator->gi_iframe;
        int is_outside_try = is_suspended && frame->instr_ptr && (frame->instr_ptr->op.arg & RESUME_OPARG_DEPTH1_MASK);
        if (!is_suspended || !is_started || is_outside_try) form |= FORM_KEEPS_FUNCTION;
    }
#elif PY_VERSION_HEX >= 0x030B0000
    is_suspended = generator->gi_frame_state < 0;
    is_started = generator->gi_frame_state != -2;
#elif PY_VERSION_HEX >= 0x030A0000
    is_suspended = generator->gi_frame && generator->gi_frame->f_state < 0;
    is_started = !generator->gi_frame || generator->gi_frame->f_state != -2;
#else
    is_suspended = generator->gi_frame && !generator->gi_running;
    is_started = !generator->gi_frame || generator->gi_frame->f_lasti != -1;
#endif
    if (is_suspended) form |= FORM_SUSPENDED;
    /* A coroutine that was never awaited is only warned of. */
    int is_cleared = close_clears_not_started() && !(COLLECTS_AT_SAFE_POINTS && Py_TYPE(generator) == &PyCoro_Type);
    if (!is_started && !is_cleared) form |= FORM_LEFT_ALONE;
    return form;
}

int form_of(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    if (type == &PyTuple_Type) {
        Py_ssize_t length = PyTuple_GET_SIZE(object);
        for (Py_ssize_t index = 0; index < length; index++)
            if (!PyTuple_GET_ITEM(object, index)) return FORM_ODD;
        return 0;
    }
    if (type == &PyDict_Type) {
#if PY_VERSION_HEX >= 0x030D0000
        PyDictObject *dict = (PyDictObject *)object;
        if (dict->ma_values && dict->ma_values->embedded) return FORM_ODD;
#endif
        return 0;
    }
    if (is_generator(object)) return form_of_generator((PyGenObject *)object);
    if (PyWeakref_Check(object) && ((PyWeakReference *)object)->wr_callback) return FORM_CALLBACK;
    return 0;
}

PyObject *target_of_weak_reference(PyObject *object) {
    if (!PyWeakref_Check(object)) return NULL;
    PyObject *target = ((PyWeakReference *)object)->wr_object;
    return target == Py_None ? NULL : target;
}

int is_weak_reference_type(PyTypeObject *type) {
    return type == &_PyWeakref_ProxyType || type == &_PyWeakref_CallableProxyType || PyType_IsSubtype(type, &_PyWeakref_RefType);
}

void each_weak_reference_to(PyObject *object, void (*visit)(PyObject *weak_reference, void *context), void *context) {
    Py_ssize_t offset = Py_TYPE(object)->tp_weaklistoffset;
    if (offset == 0) return;
    PyWeakReference *reference = *(PyWeakReference **)((char *)object + offset);
    for (; reference; reference = reference->wr_next) visit((PyObject *)reference, context);
}

int is_whole(PyObject *object) { return !PyDict_Check(object) || ((PyDictObject *)object)->ma_keys != NULL; }

int64_t size_of(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    int64_t size = type->tp_basicsize + (int64_t)sizeof(PyGC_Head);
    if (PyDict_Check(object)) {
#if PY_VERSION_HEX < 0x030C0000
        if (is_whole(object)) size += _PyDict_SizeOf((PyDictObject *)object) - (int64_t)sizeof(PyDictObject);
#else
        /* _PyDict_SizeOf is not exported any more; a key table's entry is 24 bytes and its index about 16 more. */
        Py_ssize_t length = PyDict_GET_SIZE(object);
        if (length) size += 40 + (int64_t)length * 24;
#endif
    } else if (PyList_Check(object)) {
        size += (int64_t)((PyListObject *)object)->allocated * (int64_t)sizeof(PyObject *);
    } else if (PyAnySet_Check(object)) {
        PySetObject *set = (PySetObject *)object;
        if (set->table != set->smalltable) size += ((int64_t)set->mask + 1) * (int64_t)sizeof(setentry);
    } else if (type->tp_itemsize && !PyType_Check(object)) {
        Py_ssize_t length = Py_SIZE(object);
        if (length < 0) length = -length;
        if (length < (Py_ssize_t)1 << 40) size += (int64_t)length * type->tp_itemsize;
    }
    return size;
}

/* The text of a str without making a UTF-8 copy inside the program's heap: only what is ASCII is taken as it is. */
size_t append_text(char *buffer, size_t used, size_t length, PyObject *text, Py_ssize_t most) {
    Py_ssize_t characters = PyUnicode_GET_LENGTH(text);
    if (characters > most) characters = most;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t index = 0; index < characters; index++) {
        Py_UCS4 character = PyUnicode_READ(kind, data, index);
        unsigned char bytes[4];
        size_t count = 0;
        if (character >= 0xD800 && character < 0xE000) character = '?';
        if (character < 0x80) {
            bytes[count++] = (unsigned char)character;
        } else if (character < 0x800) {
            bytes[count++] = (unsigned char)(0xC0 | character >> 6);
            bytes[count++] = (unsigned char)(0x80 | (character & 63));
        } else if (character < 0x10000) {
            bytes[count++] = (unsigned char)(0xE0 | character >> 12);
            bytes[count++] = (unsigned char)(0x80 | (character >> 6 & 63));
            bytes[count++] = (unsigned char)(0x80 | (character & 63));
        } else {
            bytes[count++] = (unsigned char)(0xF0 | character >> 18);
            bytes[count++] = (unsigned char)(0x80 | (character >> 12 & 63));
            bytes[count++] = (unsigned char)(0x80 | (character >> 6 & 63));
            bytes[count++] = (unsigned char)(0x80 | (character & 63));
        }
        if (used + count + 1 > length) break;
        memcpy(buffer + used, bytes, count);
        used += count;
    }
    buffer[used] = 0;
    return used;
}

#if PY_VERSION_HEX >= 0x030B0000
PyCodeObject *running_code(int *line) {
    PyThreadState *thread = PyThreadState_Get();
#if PY_VERSION_HEX >= 0x030D0000
    _PyInterpreterFrame *frame = thread->current_frame;
#else
    _PyInterpreterFrame *frame = thread->cframe->current_frame;
#endif
    while (frame && _PyFrame_IsIncomplete(frame)) frame = frame->previous;
    if (!frame) return NULL;
#if PY_VERSION_HEX >= 0x030D0000
    PyCodeObject *code = _PyFrame_GetCode(frame);
#else
    PyCodeObject *code = frame->f_code;
#endif
    *line = PyCode_Addr2Line(code, _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT));
    return code;
}
#else
PyCodeObject *running_code(int *line) {
    PyFrameObject *frame = PyThreadState_Get()->frame;
    if (!frame) return NULL;
    *line = PyFrame_GetLineNumber(frame);
    return frame->f_code;
}
#endif

/* The value of a str key in a dict, without calling anything of the program's. */
static PyObject *text_in_dict(PyObject *dict, const char *key) {
    PyObject *name, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(dict, &position, &name, &value))
        if (PyUnicode_CheckExact(name) && PyUnicode_CompareWithASCIIString(name, key) == 0)
            return PyUnicode_Check(value) ? value : NULL;
    return NULL;
}

void name_of_type(PyTypeObject *type, char *buffer, size_t length) {
    size_t used = 0;
    buffer[0] = 0;
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        PyObject *name = ((PyHeapTypeObject *)type)->ht_qualname;
        PyObject *module = type->tp_dict ? text_in_dict(type->tp_dict, "__module__") : NULL;
        if (name && PyUnicode_Check(name)) {
            if (module && PyUnicode_CompareWithASCIIString(module, "builtins") != 0) {
                used = append_text(buffer, used, length, module, PY_SSIZE_T_MAX);
                if (used + 1 < length) buffer[used++] = '.';
            }
            append_text(buffer, used, length, name, PY_SSIZE_T_MAX);
            return;
        }
    }
    snprintf(buffer, length, "%s", type->tp_name);
}
