/* Finds the object of the log at a block: births and deaths, as the samples show them. */
#include "identity.h"

void forget_block(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object || entry->freed) return;
    Block *slot = blocks_find(&recorder->allocations.blocks, entry->block);
    if (slot && slot->entry == index) slot->entry = 0;
}

void mark_dead(Recorder *recorder, Index index) {
    Plan *plan = plan_of(recorder, index);
    if (plan->is_dead) return;
    plan->is_dead = 1;
    PUSH(recorder->interval.dead, index);
    /* Living holders hold it no longer, even if their references look the same. */
    Model *model = &recorder->model;
    for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in)
        entry_at(model, edge_at(model, edge)->source)->hash = 0;
}

void mark_vanished(Recorder *recorder, Index index) {
    if (is_dead_in_plan(recorder, index)) return;
    mark_dead(recorder, index);
    plan_of(recorder, index)->is_vanished = 1;
    forget_block(recorder, index);
    uintptr_t block = entry_at(&recorder->model, index)->block;
    if (block) blocks_insert(&recorder->interval.vanished, block)->entry = index;
}

Index be_born(Recorder *recorder, PyObject *object) {
    Model *model = &recorder->model;
    uintptr_t block = block_of(object);
    Index index = model_add(model, object, block);
    Block *slot = blocks_insert(&recorder->allocations.blocks, block);
    Plan *plan = plan_of(recorder, index);
    plan->is_born = 1;
    Block *vanished = blocks_find(&recorder->interval.vanished, block);
    plan->former = vanished ? vanished->entry : 0;
    plan->after = recorder->interval.started;
    plan->birth = slot->moment;
    slot->entry = index;
    Entry *entry = entry_at(model, index);
    entry->form = (uint8_t)form_of(object);
    entry->free_list = (uint8_t)free_list_for(model, object, entry->form);
    entry->size = size_of(object);
    int is_fresh = slot->moment > recorder->interval.started && !slot->is_reused;
    if (is_fresh && passed_by(entry->free_list, slot->passed)) entry->free_list = FREE_LIST_NONE;
    if (PyTuple_CheckExact(object) && entry->free_list && is_fresh) plan->first_size = first_size_at(slot, entry->size);
    entry->is_type = PyType_Check(object) != 0;
    entry->is_weak_reference = is_weak_reference_type(entry->type) != 0;
    /* Now, because its type may be collected before its birth is written. */
    type_number(model, entry);
    if (recorder->sites.is_on) {
        sites_learn(&recorder->sites, object);
        uint32_t site = sites_find(&recorder->sites, &model->log, object);
        plan_of(recorder, index)->site = site;
    }
    return index;
}

/* A tuple with other contents is another tuple, in a free list's memory. */
int is_another_tuple(Recorder *recorder, Entry *entry, PyObject *object) {
    if (!PyTuple_CheckExact(object) || (entry->form & FORM_ODD) || !entry->alive) return 0;
    for (Index edge = entry->first_out; edge; edge = edge_at(&recorder->model, edge)->next_out)
        if (is_dead_in_plan(recorder, edge_at(&recorder->model, edge)->target)) return 1;
    if (!entry->hash) return 0;
    uint64_t hash = HASH_OF_NOTHING;
    /* As tupletraverse goes. */
    for (Py_ssize_t index = PyTuple_GET_SIZE(object); --index >= 0;)
        if (PyTuple_GET_ITEM(object, index)) hash = mixed(hash, PyTuple_GET_ITEM(object, index));
    entry->is_unchanged = (hash | 1) == entry->hash;
    return !entry->is_unchanged;
}

void catch_up(Recorder *recorder) {
    Allocations *allocations = &recorder->allocations;
    allocations_digest(allocations);
    for (size_t position = 0; position < allocations->moved.count; position++) {
        Moved *moved = &allocations->moved.items[position];
        Entry *entry = entry_at(&recorder->model, moved->entry);
        if (!entry->object) continue;
        entry->object = (PyObject *)((uintptr_t)entry->object - entry->block + moved->block);
        entry->block = moved->block;
    }
    allocations->moved.count = 0;
}

int is_gone(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object) return 0;
    if (is_destroyed(entry->object) || Py_TYPE(entry->object) != entry->type) return 1;
    return entry->generation <= 2 && !is_tracked(entry->object) &&
           (PyTuple_CheckExact(entry->object) || PyDict_CheckExact(entry->object) || PyList_CheckExact(entry->object));
}
