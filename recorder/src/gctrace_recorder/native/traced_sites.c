/* Sites from the reference tracer of CPython 3.13 and later. It is called when each object is created, while the line that creates the
 * object runs. It costs a few percent, whereas tracemalloc, which looks up a traceback for every block of memory, more than doubles
 * the time. */
#include "sites.h"

#include <string.h>

#if PY_VERSION_HEX < 0x030D0000

int traced_sites_begin(Sites *sites) {
    (void)sites;
    return 0;
}
uint32_t sites_now(Sites *sites, PyThreadState *thread) {
    (void)sites, (void)thread;
    return 0;
}
void sites_forget(Sites *sites, PyObject *object) { (void)sites, (void)object; }
uint32_t traced_sites_find(Sites *sites, Log *log, PyObject *object) {
    (void)sites, (void)log, (void)object;
    return 0;
}
uint32_t traced_sites_of_running_code(Sites *sites, Log *log) {
    (void)sites, (void)log;
    return 0;
}

#else

#include "internal/pycore_frame.h"

static Instruction *slot_of(Sites *sites, PyCodeObject *code, int32_t offset) {
    uint64_t mixed = ((uint64_t)(uintptr_t)code + (uint64_t)(uint32_t)offset) * 0x9E3779B97F4A7C15u;
    return &sites->instructions[mixed >> 40 & (INSTRUCTIONS - 1)];
}

/* Another code object may get its address. */
void sites_forget(Sites *sites, PyObject *object) {
    PyCodeObject *code = (PyCodeObject *)object;
    for (int32_t offset = 0; offset < Py_SIZE(code); offset++) {
        Instruction *instruction = slot_of(sites, code, offset);
        if (instruction->code == code) instruction->code = NULL;
    }
}

static uint32_t number_of(Sites *sites, PyCodeObject *code, int32_t offset) {
    int line = PyCode_Addr2Line(code, offset * (int)sizeof(_Py_CODEUNIT));
    if (line < 0) line = code->co_firstlineno;
    Site *site = sites_slot(sites, hash_of_text(code->co_filename), line, hash_of_text(code->co_qualname));
    if (!site) return 0;
    if (site->number) return site->number;
    /* Called from the program's own allocations, which memory_guard does not guard. If memory runs out, the site is not known. */
    if (!HAS_ROOM(sites->definitions)) {
        void *grown = vector_try_to_grow(sites->definitions.items, sites->definitions.count, &sites->definitions.capacity,
                                         sizeof *sites->definitions.items);
        if (!grown) return 0;
        sites->definitions.items = grown;
    }
    sites->definitions.items[sites->definitions.count++] =
        (Definition){copy_text(code->co_filename), copy_text(code->co_qualname), line};
    return site->number = (uint32_t)sites->definitions.count;
}

/* The site of the running line; 0: none runs. */
static uint32_t site_of_frame(Sites *sites, _PyInterpreterFrame *frame) {
    while (frame && _PyFrame_IsIncomplete(frame)) frame = frame->previous;
    if (!frame) return 0;
    PyCodeObject *code = _PyFrame_GetCode(frame);
    int32_t offset = (int32_t)_PyInterpreterFrame_LASTI(frame);
    Instruction *instruction = slot_of(sites, code, offset);
    if (instruction->code != code || instruction->offset != offset)
        *instruction = (Instruction){code, offset, number_of(sites, code, offset)};
    return instruction->number;
}

uint32_t sites_now(Sites *sites, PyThreadState *thread) { return site_of_frame(sites, thread->current_frame); }

int traced_sites_begin(Sites *sites) {
    sites->instructions = calloc(INSTRUCTIONS, sizeof *sites->instructions);
    if (sites->instructions) return 1;
    PyErr_NoMemory();
    return -1;
}

/* Tells the log of a site, if it has not been told; 0: there is no such site. */
static uint32_t tell(Sites *sites, Log *log, uint32_t number) {
    if (!number || number > sites->definitions.count) return 0;
    Definition *definition = &sites->definitions.items[number - 1];
    if (definition->file && definition->function) sites_define(log, number, definition->file, definition->line, definition->function);
    free(definition->file);
    free(definition->function);
    definition->file = definition->function = NULL;
    return number;
}

uint32_t traced_sites_find(Sites *sites, Log *log, PyObject *object) {
    Block *slot = blocks_find(&sites->allocations->blocks, block_of(object));
    return tell(sites, log, slot ? slot->site : 0);
}

uint32_t traced_sites_of_running_code(Sites *sites, Log *log) { return tell(sites, log, sites_now(sites, PyThreadState_Get())); }

#endif

void sites_forget_all(Sites *sites) {
    if (sites->instructions) memset(sites->instructions, 0, INSTRUCTIONS * sizeof *sites->instructions);
}
