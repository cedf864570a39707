/* The sites in the log, and tracemalloc's knowledge of them: file and line. The function's name comes from the code of functions that
 * the heap has held. */
#include "sites.h"

#include <string.h>

#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_tracemalloc.h"
#else
#include <tracemalloc.h>
#endif

/* FNV-1a; two texts with one hash of 64 bits are not expected. */
uint64_t hash_of_text(PyObject *text) {
    uint64_t hash = 0xCBF29CE484222325u;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t index = 0; index < length; index++) hash = (hash ^ PyUnicode_READ_CHAR(text, index)) * 0x100000001B3u;
    return hash;
}

enum { SAMPLED_LINES = 16 };

char *copy_text(PyObject *text) {
    char name[LONGEST_NAME];
    append_text(name, 0, sizeof name, text, PY_SSIZE_T_MAX);
    return strdup(name);
}

static int bytes_of_code(PyCodeObject *code) {
#if PY_VERSION_HEX >= 0x030B0000
    return (int)Py_SIZE(code) * 2;
#else
    return (int)PyBytes_GET_SIZE(code->co_code);
#endif
}

static PyObject *name_of_code(PyCodeObject *code) {
#if PY_VERSION_HEX >= 0x030B0000
    return code->co_qualname;
#else
    return code->co_name;
#endif
}

/* The identity of a function: the first line of its code, its name, and its length. Code objects come and go at the same addresses, so
 * an address identifies nothing. */
static uint64_t key_of_code(PyCodeObject *code, uint64_t file, PyObject *name) {
    uint64_t numbers = (uint64_t)(uint32_t)code->co_firstlineno << 32 | (uint32_t)bytes_of_code(code);
    return ((file ^ hash_of_text(name) << 1 ^ numbers * 0xD6E8FEB86659FD93u) * 0x9E3779B97F4A7C15u) | 1;
}

/* The position of a function or, if it is not known, the position for a new one. O(1). */
static uint32_t *slot_of_function(const Sites *sites, uint64_t key) {
    size_t slot = (size_t)(key >> 20) & (sites->function_capacity - 1);
    while (sites->function_slots[slot] && sites->functions.items[sites->function_slots[slot] - 1].key != key)
        slot = (slot + 1) & (sites->function_capacity - 1);
    return &sites->function_slots[slot];
}

static void make_room_for_function(Sites *sites) {
    if ((sites->functions.count + 1) * 2 <= sites->function_capacity) return;
    size_t capacity = sites->function_capacity ? sites->function_capacity * 2 : 1024;
    uint32_t *slots = calloc(capacity, sizeof *slots);
    if (!slots) memory_ran_out();
    free(sites->function_slots);
    sites->function_slots = slots;
    sites->function_capacity = capacity;
    for (size_t index = 0; index < sites->functions.count; index++)
        *slot_of_function(sites, sites->functions.items[index].key) = (uint32_t)index + 1;
}

/* Notes which lines a code object spans, and those within it. O(1) for one that is known. */
static void learn_code(Sites *sites, PyCodeObject *code, int depth) {
    PyObject *name = name_of_code(code);
    uint64_t file = hash_of_text(code->co_filename), key = key_of_code(code, file, name);
    make_room_for_function(sites);
    uint32_t *slot = slot_of_function(sites, key);
    if (*slot) return;
    int last = code->co_firstlineno, size = bytes_of_code(code);
    for (int part = 1; part <= SAMPLED_LINES; part++) {
        int offset = (int)((int64_t)size * part / SAMPLED_LINES) & ~1;
        int line = PyCode_Addr2Line(code, offset >= size && size ? size - 2 : offset);
        if (line > last) last = line;
    }
    char *copy = copy_text(name);
    if (!copy) memory_ran_out();
    PUSH(sites->functions, (Function){key, file, code->co_firstlineno, last, copy});
    *slot = (uint32_t)sites->functions.count;
    Py_ssize_t constants = PyTuple_GET_SIZE(code->co_consts);
    for (Py_ssize_t index = 0; index < constants && depth < 8; index++) {
        PyObject *constant = PyTuple_GET_ITEM(code->co_consts, index);
        if (PyCode_Check(constant)) learn_code(sites, (PyCodeObject *)constant, depth + 1);
    }
}

void sites_learn(Sites *sites, PyObject *object) {
    if (!sites->is_on || sites->instructions || !PyFunction_Check(object)) return;
    PyObject *code = PyFunction_GET_CODE(object);
    if (PyCode_Check(code)) learn_code(sites, (PyCodeObject *)code, 0);
}

/* The innermost function whose lines these are. O(functions), for a site that is new. */
static const char *function_at(const Sites *sites, uint64_t file, long line) {
    const Function *best = NULL;
    for (size_t index = 0; index < sites->functions.count; index++) {
        const Function *function = &sites->functions.items[index];
        if (function->file != file || line < function->first || line > function->last) continue;
        if (!best || function->first >= best->first) best = function;
    }
    return best ? best->name : "<module>";
}

Site *sites_slot(Sites *sites, uint64_t file, long line, uint64_t function) {
    uint64_t key = (file ^ (uint64_t)line ^ function << 1) * 0x9E3779B97F4A7C15u | 1;
    if ((sites->used + 1) * 2 > sites->capacity) {
        size_t capacity = sites->capacity ? sites->capacity * 2 : 4096;
        Site *slots = calloc(capacity, sizeof *slots);
        if (!slots) return NULL;
        for (size_t old = 0; old < sites->capacity; old++) {
            if (!sites->slots[old].key) continue;
            size_t slot = sites->slots[old].key >> 20 & (capacity - 1);
            while (slots[slot].key) slot = (slot + 1) & (capacity - 1);
            slots[slot] = sites->slots[old];
        }
        free(sites->slots);
        sites->slots = slots;
        sites->capacity = capacity;
    }
    size_t slot = key >> 20 & (sites->capacity - 1);
    while (sites->slots[slot].key && sites->slots[slot].key != key) slot = (slot + 1) & (sites->capacity - 1);
    if (!sites->slots[slot].key) sites->used++;
    sites->slots[slot].key = key;
    return &sites->slots[slot];
}

void sites_define(Log *log, uint32_t number, const char *file, long line, const char *function) {
    log_text(log, "site");
    log_number(log, number);
    log_text(log, " ");
    log_name(log, file);
    char digits[24];
    snprintf(digits, sizeof digits, ":%ld ", line > 0 ? line : 1);
    log_text(log, digits);
    log_name(log, function);
    log_end_definition(log);
}

/* What tracemalloc knows of a block. */
typedef struct {
    uint64_t file; /* its name's hash; 0: nothing is known */
    long line;
    char name[LONGEST_NAME];
} Traced;

/* tracemalloc answers with tuples, which are objects of the collector. Its count and the hook must not see them. Between saving and
 * restoring the state, the recorder itself must not allocate: if memory ran out, the work would end without restoring it. */
static void ask_tracemalloc(Allocations *allocations, PyObject *object, Traced *traced) {
    Collector *collector = allocations->collector;
    int count = *young_count(collector), enabled = collector->enabled;
    int was_on = allocations->is_on;
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    collector->enabled = 0;
    allocations->is_on = 0;
    traced->file = 0;
    /* Of the block: _tracemalloc._get_object_traceback does not find an object with pointers before the collector's head. */
    PyObject *frames = _PyTraceMalloc_GetTraceback(0, block_of(object));
    if (frames && PyTuple_Check(frames) && PyTuple_GET_SIZE(frames) > 0) {
        PyObject *frame = PyTuple_GET_ITEM(frames, 0);
        if (PyTuple_Check(frame) && PyTuple_GET_SIZE(frame) >= 2 && PyUnicode_Check(PyTuple_GET_ITEM(frame, 0))) {
            traced->file = hash_of_text(PyTuple_GET_ITEM(frame, 0));
            traced->line = PyLong_AsLong(PyTuple_GET_ITEM(frame, 1));
            append_text(traced->name, 0, sizeof traced->name, PyTuple_GET_ITEM(frame, 0), PY_SSIZE_T_MAX);
        }
    }
    Py_XDECREF(frames);
    allocations->is_on = was_on;
    collector->enabled = enabled;
    *young_count(collector) = count;
    PyErr_Restore(type, value, trace);
}

static uint32_t find_by_tracemalloc(Sites *sites, Log *log, PyObject *object) {
    Traced traced;
    ask_tracemalloc(sites->allocations, object, &traced);
    Site *site = traced.file ? sites_slot(sites, traced.file, traced.line, 0) : NULL;
    if (!site) return 0;
    if (!site->number) {
        site->number = ++sites->newest;
        sites_define(log, site->number, traced.name, traced.line, function_at(sites, traced.file, traced.line));
    }
    return site->number;
}

uint32_t sites_find(Sites *sites, Log *log, PyObject *object) {
    if (!sites->is_on) return 0;
    return sites->instructions ? traced_sites_find(sites, log, object) : find_by_tracemalloc(sites, log, object);
}

uint32_t sites_of_running_code(Sites *sites, Log *log) {
    if (!sites->is_on) return 0;
    if (sites->instructions) return traced_sites_of_running_code(sites, log);
    int line = 0;
    PyCodeObject *code = running_code(&line);
    Site *site = code ? sites_slot(sites, hash_of_text(code->co_filename), line, 0) : NULL;
    if (!site) return 0;
    if (!site->number) {
        char file[LONGEST_NAME], function[LONGEST_NAME];
        append_text(file, 0, sizeof file, code->co_filename, PY_SSIZE_T_MAX);
        append_text(function, 0, sizeof function, name_of_code(code), PY_SSIZE_T_MAX);
        site->number = ++sites->newest;
        sites_define(log, site->number, file, line, function);
    }
    return site->number;
}

static int begin_tracemalloc(Sites *sites) {
    PyObject *module = PyImport_ImportModule("tracemalloc");
    if (!module) return -1;
    PyObject *tracing = PyObject_CallMethod(module, "is_tracing", NULL);
    int is_tracing = tracing ? PyObject_IsTrue(tracing) : -1;
    Py_XDECREF(tracing);
    PyObject *started = is_tracing == 0 ? PyObject_CallMethod(module, "start", "i", 1) : NULL;
    sites->has_started = started != NULL;
    Py_XDECREF(started);
    Py_DECREF(module);
    return PyErr_Occurred() ? -1 : 0;
}

static void forget_places(Sites *sites) {
    free(sites->slots);
    sites->slots = NULL;
    sites->used = sites->capacity = 0;
    sites->newest = 0;
    for (size_t index = 0; index < sites->definitions.count; index++) {
        free(sites->definitions.items[index].file);
        free(sites->definitions.items[index].function);
    }
    sites->definitions.count = 0;
}

int sites_begin(Sites *sites, Allocations *allocations) {
    sites->allocations = allocations;
    if (sites->is_on) {
        /* Prepares for another log, in which nothing is defined yet. */
        forget_places(sites);
        sites_forget_all(sites);
        return 0;
    }
    sites->is_on = 1;
    int is_traced = traced_sites_begin(sites);
    if (is_traced == 0) return begin_tracemalloc(sites);
    return is_traced > 0 ? 0 : -1;
}

void sites_end(Sites *sites) {
    free(sites->instructions);
    for (size_t index = 0; index < sites->functions.count; index++) free(sites->functions.items[index].name);
    RELEASE(sites->functions);
    free(sites->function_slots);
    forget_places(sites);
    RELEASE(sites->definitions);
    if (sites->has_started) {
        PyObject *module = PyImport_ImportModule("tracemalloc");
        PyObject *stopped = module ? PyObject_CallMethod(module, "stop", NULL) : NULL;
        Py_XDECREF(stopped);
        Py_XDECREF(module);
        PyErr_Clear();
    }
    memset(sites, 0, sizeof *sites);
}
