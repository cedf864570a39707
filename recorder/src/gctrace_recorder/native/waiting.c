/* Objects that were born and died between two samples, and whose memory is on a free list now. Their allocations were counted because
 * the free list was empty. Under other thresholds it may not be, and they are not counted. The log therefore has them as objects that
 * lived for a while, all at once, because no death of one of them served another. */
#include "waiting.h"

/* The other contents of a dead list or dict must not be read any more. */
static int64_t size_of_waiting(PyObject *object) {
    return PyTuple_CheckExact(object) ? size_of(object) : Py_TYPE(object)->tp_basicsize + (int64_t)sizeof(PyGC_Head);
}

/* An allocation at `birth` of what goes to the free list. */
static Index pass(Recorder *recorder, int list, PyTypeObject *type, int64_t size, uintptr_t block, uint64_t birth, int64_t first_size) {
    Index index = model_add(&recorder->model, NULL, 0);
    Entry *entry = entry_at(&recorder->model, index);
    entry->type = type;
    entry->free_list = (uint8_t)list;
    entry->size = size;
    type_number(&recorder->model, entry);
    plan_action(recorder, birth, ACTION_PASS, index, (Index)recorder->interval.waiting.count, 0);
    PUSH(recorder->interval.waiting, (Waiting){index, block, birth, first_size});
    return index;
}

/* A tuple that a sample met while it was being filled has a type of its own in the log, which no free list serves, and its death is
 * counted. Its memory goes to the free list of its length all the same, so another counted object is born in its place and goes there. */
static void find_filled(Recorder *recorder) {
    for (size_t position = 0; position < recorder->interval.dead.count; position++) {
        Index index = recorder->interval.dead.items[position];
        Entry *entry = entry_at(&recorder->model, index);
        if (entry->type != &PyTuple_Type || !(entry->form & FORM_ODD) || !entry->alive) continue;
        int is_there = blocks_find(&recorder->allocations.blocks, entry->block) && Py_TYPE(entry->object) == &PyTuple_Type;
        int64_t size = is_there ? size_of(entry->object) : entry->size;
        int list = free_list_of_tuple(size);
        uint64_t death = plan_of(recorder, index)->death;
        if (list == FREE_LIST_NONE) continue;
        Index other = pass(recorder, list, &PyTuple_Type, size, 0, death, size + (int64_t)sizeof(PyObject *));
        plan_action(recorder, death, ACTION_DIE, other, 0, 0);
    }
}

void plan_waiting(Recorder *recorder) {
    Allocations *allocations = &recorder->allocations;
    uint64_t latest[FREE_LISTS] = {0};
    recorder->interval.waiting.count = 0;
    /* The last one first, because the block may have been freed before it. */
    for (size_t position = allocations->fresh.count; position-- > 0;) {
        Fresh fresh = allocations->fresh.items[position];
        Block *slot = blocks_find(&allocations->blocks, fresh.block);
        if (!slot || slot->entry || slot->is_found || fresh.moment <= recorder->interval.started) continue;
        PyObject *object = object_of((PyGC_Head *)fresh.block);
        int list = is_destroyed(object) ? free_list_of_dead(&recorder->model, object) : FREE_LIST_NONE;
        if (list == FREE_LIST_NONE || passed_by(list, slot->passed)) continue;
        int64_t size = size_of_waiting(object), first_size = PyTuple_CheckExact(object) ? first_size_at(slot, size) : 0;
        pass(recorder, list, Py_TYPE(object), size, fresh.block, fresh.moment, first_size);
        slot->is_found = 1;
        if (latest[list] < fresh.moment) latest[list] = fresh.moment;
    }
    for (size_t position = 0; position < recorder->interval.waiting.count; position++) {
        Waiting waiting = recorder->interval.waiting.items[position];
        blocks_find(&allocations->blocks, waiting.block)->is_found = 0;
        plan_action(recorder, latest[entry_at(&recorder->model, waiting.entry)->free_list], ACTION_DIE, waiting.entry, 0, 0);
    }
    find_filled(recorder);
}
