/* Allocation sites: file and line from tracemalloc, the function's name from the code of the functions that the heap has held. */
#include "sites.h"

#include <string.h>

/* FNV-1a; two texts with one hash of 64 bits are not expected. */
static uint64_t hash_of_text(PyObject *text, uint64_t hash) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t index = 0; index < length; index++) hash = (hash ^ PyUnicode_READ_CHAR(text, index)) * 0x100000001B3u;
    return hash;
}

enum { LONGEST_NAME = 512, SAMPLED_LINES = 16 };

static char *copy_text(PyObject *text) {
    char name[LONGEST_NAME];
    append_text(name, 0, sizeof name, text);
    return strdup(name);
}

static int bytes_of_code(PyCodeObject *code) {
#if PY_VERSION_HEX >= 0x030B0000
    return (int)Py_SIZE(code) * 2;
#else
    return (int)PyBytes_GET_SIZE(code->co_code);
#endif
}

/* Notes which lines a code object spans, and those within it. */
static void learn_code(Sites *sites, PyCodeObject *code, int depth) {
    int last = code->co_firstlineno, size = bytes_of_code(code);
    for (int part = 1; part <= SAMPLED_LINES; part++) {
        int offset = (int)((int64_t)size * part / SAMPLED_LINES) & ~1;
        int line = PyCode_Addr2Line(code, offset >= size && size ? size - 2 : offset);
        if (line > last) last = line;
    }
#if PY_VERSION_HEX >= 0x030B0000
    PyObject *name = code->co_qualname;
#else
    PyObject *name = code->co_name;
#endif
    uint64_t file = hash_of_text(code->co_filename, 0xCBF29CE484222325u);
    PUSH(sites->functions, (Function){file, code->co_firstlineno, last, copy_text(name)});
    Py_ssize_t constants = PyTuple_GET_SIZE(code->co_consts);
    for (Py_ssize_t index = 0; index < constants && depth < 8; index++) {
        PyObject *constant = PyTuple_GET_ITEM(code->co_consts, index);
        if (PyCode_Check(constant)) learn_code(sites, (PyCodeObject *)constant, depth + 1);
    }
}

void sites_learn(Sites *sites, PyObject *object) {
    if (!sites->traceback || !PyFunction_Check(object)) return;
    PyObject *code = PyFunction_GET_CODE(object);
    if (PyCode_Check(code)) learn_code(sites, (PyCodeObject *)code, 0);
}

/* The innermost function whose lines these are. */
static const char *function_at(const Sites *sites, uint64_t file, long line) {
    const Function *best = NULL;
    for (size_t index = 0; index < sites->functions.count; index++) {
        const Function *function = &sites->functions.items[index];
        if (function->file != file || line < function->first || line > function->last) continue;
        if (!best || function->first >= best->first) best = function;
    }
    return best && best->name ? best->name : "<module>";
}

static uint32_t number_of_site(Sites *sites, Log *log, PyObject *file, long line) {
    uint64_t file_hash = hash_of_text(file, 0xCBF29CE484222325u);
    uint64_t key = (file_hash ^ (uint64_t)line) * 0x9E3779B97F4A7C15u | 1;
    if ((sites->used + 1) * 2 > sites->capacity) {
        size_t capacity = sites->capacity ? sites->capacity * 2 : 4096;
        Site *places = calloc(capacity, sizeof *places);
        if (!places) return 0;
        for (size_t old = 0; old < sites->capacity; old++) {
            if (!sites->places[old].key) continue;
            size_t place = sites->places[old].key >> 20 & (capacity - 1);
            while (places[place].key) place = (place + 1) & (capacity - 1);
            places[place] = sites->places[old];
        }
        free(sites->places);
        sites->places = places;
        sites->capacity = capacity;
    }
    size_t place = key >> 20 & (sites->capacity - 1);
    while (sites->places[place].key && sites->places[place].key != key) place = (place + 1) & (sites->capacity - 1);
    Site *site = &sites->places[place];
    if (site->key) return site->number;
    *site = (Site){key, (uint32_t)++sites->used};
    char name[LONGEST_NAME];
    append_text(name, 0, sizeof name, file);
    log_text(log, "site");
    log_number(log, site->number);
    log_text(log, " ");
    log_name(log, name);
    char digits[24];
    snprintf(digits, sizeof digits, ":%ld ", line > 0 ? line : 1);
    log_text(log, digits);
    log_name(log, function_at(sites, file_hash, line));
    log_end_definition(log);
    return site->number;
}

/* tracemalloc answers with tuples, which are objects of the collector's own: its count and the hook must not see them. */
uint32_t sites_find(Sites *sites, Log *log, Allocations *allocations, PyObject *object) {
    if (!sites->traceback) return 0;
    Collector *collector = allocations->collector;
    int count = collector->generations[0].count, enabled = collector->enabled;
    int was_on = allocations->is_on;
    collector->enabled = 0;
    allocations->is_on = 0;
    uint32_t number = 0;
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyObject *frames = PyObject_CallFunctionObjArgs(sites->traceback, object, NULL);
    if (frames && PyTuple_Check(frames) && PyTuple_GET_SIZE(frames) > 0) {
        PyObject *frame = PyTuple_GET_ITEM(frames, 0);
        if (PyTuple_Check(frame) && PyTuple_GET_SIZE(frame) >= 2 && PyUnicode_Check(PyTuple_GET_ITEM(frame, 0)))
            number = number_of_site(sites, log, PyTuple_GET_ITEM(frame, 0), PyLong_AsLong(PyTuple_GET_ITEM(frame, 1)));
    }
    Py_XDECREF(frames);
    PyErr_Restore(type, value, trace);
    allocations->is_on = was_on;
    collector->enabled = enabled;
    collector->generations[0].count = count;
    return number;
}

int sites_begin(Sites *sites) {
    PyObject *module = PyImport_ImportModule("tracemalloc");
    if (!module) return -1;
    PyObject *tracing = PyObject_CallMethod(module, "is_tracing", NULL);
    int is_tracing = tracing ? PyObject_IsTrue(tracing) : -1;
    Py_XDECREF(tracing);
    PyObject *started = is_tracing == 0 ? PyObject_CallMethod(module, "start", "i", 1) : NULL;
    sites->has_started = started != NULL;
    Py_XDECREF(started);
    Py_DECREF(module);
    if (PyErr_Occurred()) return -1;
    module = PyImport_ImportModule("_tracemalloc");
    if (!module) return -1;
    sites->traceback = PyObject_GetAttrString(module, "_get_object_traceback");
    Py_DECREF(module);
    return sites->traceback ? 0 : -1;
}

void sites_end(Sites *sites) {
    for (size_t index = 0; index < sites->functions.count; index++) free(sites->functions.items[index].name);
    RELEASE(sites->functions);
    free(sites->places);
    Py_CLEAR(sites->traceback);
    if (sites->has_started) {
        PyObject *module = PyImport_ImportModule("tracemalloc");
        PyObject *stopped = module ? PyObject_CallMethod(module, "stop", NULL) : NULL;
        Py_XDECREF(stopped);
        Py_XDECREF(module);
        PyErr_Clear();
    }
    memset(sites, 0, sizeof *sites);
}
