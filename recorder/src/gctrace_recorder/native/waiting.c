/* Objects that came and went between two samples, and whose memory waits on a free list now. Their allocations were counted because
 * nothing waited there; where something does, under other thresholds, they are not. So the log has them as what they were: objects
 * that lived for a while, all at once, since none of them was served by another's death. */
#include "recorder.h"

/* What else a dead list or dict holds is not to be read any more. */
static int64_t size_of_waiting(PyObject *object) {
    return PyTuple_CheckExact(object) ? size_of(object) : Py_TYPE(object)->tp_basicsize + (int64_t)sizeof(PyGC_Head);
}

void find_waiting(Recorder *recorder) {
    Model *model = &recorder->model;
    Allocations *allocations = &recorder->allocations;
    uint64_t latest[FREE_LISTS] = {0};
    recorder->waiting.count = 0;
    /* The last first: before it the block may have been freed. */
    for (size_t position = allocations->fresh.count; position-- > 0;) {
        Fresh fresh = allocations->fresh.items[position];
        Block *place = blocks_find(&allocations->blocks, fresh.block);
        if (!place || place->entry || place->is_found) continue;
        PyObject *object = object_of((PyGC_Head *)fresh.block);
        int list = Py_REFCNT(object) == 0 ? free_list_of(object, 0) : FREE_LIST_NONE;
        if (list == FREE_LIST_NONE || passed_by(list, place->passed)) continue;
        Index index = model_add(model, NULL, 0);
        Entry *entry = entry_at(model, index);
        entry->type = Py_TYPE(object);
        entry->free_list = (uint8_t)list;
        entry->size = size_of_waiting(object);
        type_number(model, entry);
        int64_t first_size = PyTuple_CheckExact(object) ? first_size_at(place, entry->size) : 0;
        PUSH(recorder->waiting, (Waiting){index, fresh.block, fresh.moment, first_size});
        place->is_found = 1;
        if (latest[list] < fresh.moment) latest[list] = fresh.moment;
    }
    for (size_t position = 0; position < recorder->waiting.count; position++) {
        Waiting waiting = recorder->waiting.items[position];
        blocks_find(&allocations->blocks, waiting.block)->is_found = 0;
        plan_action(recorder, waiting.birth, ACTION_PASS, waiting.entry, (Index)position, 0);
        plan_action(recorder, latest[entry_at(model, waiting.entry)->free_list], ACTION_DIE, waiting.entry, 0, 0);
    }
}
