/* The types of the log, by the address of the type object. */
#include "model.h"

static size_t slot_of_type(Model *model, PyTypeObject *type) {
    uint64_t mixed = (uint64_t)((uintptr_t)type >> 4) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 24) & (model->types.capacity - 1);
}

/* The position of the type, or the position for it. */
static KnownType *find_type(Model *model, PyTypeObject *type) {
    size_t slot = slot_of_type(model, type);
    while (model->types.slots[slot].type && model->types.slots[slot].type != type)
        slot = (slot + 1) & (model->types.capacity - 1);
    return &model->types.slots[slot];
}

static void grow_types(Model *model) {
    size_t capacity = model->types.capacity ? model->types.capacity * 2 : 512, old = model->types.capacity;
    KnownType *slots = calloc(capacity, sizeof *slots), *before = model->types.slots;
    if (!slots) memory_ran_out();
    model->types.slots = slots;
    model->types.capacity = capacity;
    for (size_t index = 0; index < old; index++) {
        if (!before[index].type) continue;
        *find_type(model, before[index].type) = before[index];
    }
    free(before);
}

static KnownType *known_type(Model *model, PyTypeObject *type) {
    if ((model->types.used + 1) * 2 > model->types.capacity) grow_types(model);
    KnownType *known = find_type(model, type);
    if (!known->type) {
        *known = (KnownType){.type = type, .name = type->tp_name};
        model->types.used++;
    } else if (known->name != type->tp_name) {
        /* Another type at the address of a dead one, or a type that was renamed. */
        *known = (KnownType){.type = type, .name = type->tp_name};
    }
    return known;
}

/* After this many deaths, no resurrection is expected. If one happens all the same, the record of it is true for the recorded run
 * only. */
enum { ENOUGH_TO_TRUST = 64 };

static int is_suspect(const Entry *entry) {
    return entry->type && entry->type->tp_finalize &&
           ((entry->form & FORM_HOOKED) || (!(entry->form & FORM_GENERATOR) && (entry->type->tp_flags & Py_TPFLAGS_HEAPTYPE)));
}

int may_bring_back(Model *model, Entry *entry) {
    if (!is_suspect(entry) || is_finalized(entry->object)) return 0;
    KnownType *known = known_type(model, entry->type);
    return known->brings_back || known->put_to_rest < ENOUGH_TO_TRUST;
}

void note_finalized(Model *model, Entry *entry, int is_back) {
    if (!is_suspect(entry)) return;
    KnownType *known = known_type(model, entry->type);
    if (is_back) known->brings_back = 1;
    if (known->put_to_rest < ENOUGH_TO_TRUST) known->put_to_rest++;
}

void types_forget(Model *model, PyObject *type) {
    if (!model->types.capacity) return;
    /* The position stays occupied, so that those after it are still found. */
    find_type(model, (PyTypeObject *)type)->name = NULL;
}

/* CPython may untrack exact tuples and dicts only. */
static const char *kind_of(PyTypeObject *type, int is_odd) {
    if (type == &PyTuple_Type) return is_odd ? "" : " kind=tuple";
    if (type == &PyDict_Type) return is_odd ? "" : " kind=dict";
    if (is_weak_reference_type(type)) return " kind=weakref";
    return "";
}

int free_list_for(Model *model, PyObject *object, int form) {
    int list = free_list_of(object, form);
    if (list || !is_cython_closure(Py_TYPE(object))) return list;
    KnownType *known = known_type(model, Py_TYPE(object));
    if (!known->free_list && FREE_LIST_CLOSURE + model->closure_lists < FREE_LISTS)
        known->free_list = (uint8_t)(FREE_LIST_CLOSURE + model->closure_lists++);
    return known->free_list;
}

int free_list_of_dead(Model *model, PyObject *object) {
    int list = free_list_of(object, 0);
    if (list || !model->closure_lists) return list;
    return find_type(model, Py_TYPE(object))->free_list;
}

uint32_t type_number(Model *model, Entry *entry) {
    int is_odd = (entry->form & FORM_ODD) != 0;
    /* Several types of the log may be one type of the program, because each free list has a type of its own. */
    uint32_t *number = entry->free_list ? &model->free_lists[entry->free_list].type_number : &known_type(model, entry->type)->number[is_odd];
    if (!*number) {
        char name[512];
        name_of_type(entry->type, name, sizeof name);
        *number = ++model->type_count;
        log_text(&model->log, "type");
        log_number(&model->log, *number);
        log_text(&model->log, " ");
        log_name(&model->log, name);
        log_text(&model->log, kind_of(entry->type, is_odd));
        if (entry->type->tp_finalize) log_text(&model->log, " finalizer");
        if (entry->type->tp_del) log_text(&model->log, " legacy");
        if (entry->free_list) {
            char attribute[32];
            snprintf(attribute, sizeof attribute, " freelist=%d", free_list_limit(entry->free_list));
            log_text(&model->log, attribute);
        }
        log_end_definition(&model->log);
    }
    entry->type_number = *number;
    return entry->type_number;
}
