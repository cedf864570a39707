/* Sites by the reference tracer of CPython 3.13 and later: it is called as each object is made, when the line that makes it is the
 * one that runs. A tenth of what tracemalloc costs, which copies and hashes a traceback for every block of memory. */
#include "sites.h"

#if PY_VERSION_HEX < 0x030D0000

int traced_sites_begin(Sites *sites) {
    (void)sites;
    return 0;
}
void traced_sites_resume(Sites *sites) { (void)sites; }
void traced_sites_end(Sites *sites) { (void)sites; }
uint32_t traced_sites_find(Sites *sites, Log *log, PyObject *object) {
    (void)sites, (void)log, (void)object;
    return 0;
}

#else

#include "internal/pycore_frame.h"

static Instruction *place_of(Sites *sites, PyCodeObject *code, int32_t offset) {
    uint64_t mixed = ((uint64_t)(uintptr_t)code + (uint64_t)(uint32_t)offset) * 0x9E3779B97F4A7C15u;
    return &sites->instructions[mixed >> 40 & (INSTRUCTIONS - 1)];
}

/* Another code object may come to lie at its address. */
static void forget(Sites *sites, PyCodeObject *code) {
    for (int32_t offset = 0; offset < Py_SIZE(code); offset++) {
        Instruction *instruction = place_of(sites, code, offset);
        if (instruction->code == code) instruction->code = NULL;
    }
}

static uint32_t number_of(Sites *sites, PyCodeObject *code, int32_t offset) {
    int line = PyCode_Addr2Line(code, offset * (int)sizeof(_Py_CODEUNIT));
    if (line < 0) line = code->co_firstlineno;
    Site *site = sites_place(sites, hash_of_text(code->co_filename), line, hash_of_text(code->co_qualname));
    if (!site) return 0;
    if (site->number) return site->number;
    /* Called from the program's own allocations, which memory_guard does not guard: without memory the site is not known. */
    if (sites->definitions.count == sites->definitions.capacity) {
        void *grown = vector_try_to_grow(sites->definitions.items, &sites->definitions.capacity, sizeof *sites->definitions.items);
        if (!grown) return 0;
        sites->definitions.items = grown;
    }
    sites->definitions.items[sites->definitions.count++] =
        (Definition){copy_text(code->co_filename), copy_text(code->co_qualname), line};
    return site->number = (uint32_t)sites->definitions.count;
}

/* The site that runs now; 0: none does. */
static uint32_t site_of_frame(Sites *sites, _PyInterpreterFrame *frame) {
    while (frame && _PyFrame_IsIncomplete(frame)) frame = frame->previous;
    if (!frame) return 0;
    PyCodeObject *code = _PyFrame_GetCode(frame);
    int32_t offset = (int32_t)_PyInterpreterFrame_LASTI(frame);
    Instruction *instruction = place_of(sites, code, offset);
    if (instruction->code != code || instruction->offset != offset)
        *instruction = (Instruction){code, offset, number_of(sites, code, offset)};
    return instruction->number;
}

static int on_reference(PyObject *object, PyRefTracerEvent event, void *context) {
    Sites *sites = context;
    Allocations *allocations = sites->allocations;
    int result = sites->next ? sites->next(object, event, sites->next_context) : 0;
    if (!allocations->is_on) return result;
    PyThreadState *thread = current_thread();
    /* Another interpreter's objects are not in the log, and its threads run beside ours. */
    if (!thread || &thread->interp->gc != allocations->collector) return result;
    if (event == PyRefTracer_DESTROY) {
        if (PyCode_Check(object)) forget(sites, (PyCodeObject *)object);
    } else if (PyType_HasFeature(Py_TYPE(object), Py_TPFLAGS_HAVE_GC)) {
        allocations_note_creation(allocations, block_of(object), site_of_frame(sites, thread->current_frame));
    }
    return result;
}

/* There is one place for a tracer: whoever has it, as tracemalloc may, is called by ours. */
static int take_place(Sites *sites) {
    void *context;
    PyRefTracer tracer = PyRefTracer_GetTracer(&context);
    if (tracer == on_reference) tracer = NULL;
    sites->next = tracer;
    sites->next_context = tracer ? context : NULL;
    return PyRefTracer_SetTracer(on_reference, sites);
}

int traced_sites_begin(Sites *sites) {
    sites->instructions = calloc(INSTRUCTIONS, sizeof *sites->instructions);
    if (!sites->instructions) {
        PyErr_NoMemory();
        return -1;
    }
    return take_place(sites) == 0 ? 1 : -1;
}

void traced_sites_resume(Sites *sites) {
    void *context;
    if (PyRefTracer_GetTracer(&context) == on_reference && context == sites) return;
    /* Code may have died meanwhile. */
    memset(sites->instructions, 0, INSTRUCTIONS * sizeof *sites->instructions);
    take_place(sites);
}

void traced_sites_end(Sites *sites) {
    void *context;
    if (PyRefTracer_GetTracer(&context) == on_reference) PyRefTracer_SetTracer(sites->next, sites->next_context);
    free(sites->instructions);
    sites->instructions = NULL;
}

uint32_t traced_sites_find(Sites *sites, Log *log, PyObject *object) {
    Block *place = blocks_find(&sites->allocations->blocks, block_of(object));
    uint32_t number = place ? place->site : 0;
    if (!number || number > sites->definitions.count) return 0;
    Definition *definition = &sites->definitions.items[number - 1];
    if (definition->file && definition->function) sites_define(log, number, definition->file, definition->line, definition->function);
    free(definition->file);
    free(definition->function);
    definition->file = definition->function = NULL;
    return number;
}

#endif
