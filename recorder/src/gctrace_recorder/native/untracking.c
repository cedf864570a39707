/* The collector's untracking of tuples and dicts: where a replay would do it otherwise, what really happened is written. */
#include "untracking.h"

#include "hindsight.h"

/* Whether a reference keeps its holder tracked (_PyObject_GC_MAY_BE_TRACKED); a tuple may be untracked in the same pass. */
static void consider(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Entry *entry = entry_at(&recorder->model, target);
    /* It will hang on a host by then, in a replay. */
    if (entry->plan && plan_at(recorder, entry->plan)->is_hidden) return;
    if (entry->type != &PyTuple_Type || (entry->form & FORM_ODD)) {
        recorder->scratch.blocking++;
    } else if (entry->sampled == recorder->stamp && entry->freed == 0 && is_tracked(entry->object)) {
        recorder->scratch.blocking++;
    } else if (entry->sampled != recorder->stamp && entry->generation != UNTRACKED) {
        recorder->scratch.blocking++;
    } else if (entry->generation != UNTRACKED || entry->number == 0) {
        recorder->scratch.depending++;
    }
}

/* Whether the collection that is under way untracks such an object, if what it refers to allows. */
static int is_untracked_by_rule(Recorder *recorder, const Entry *entry) {
    if (is_plain(entry, &PyTuple_Type)) return 1;
    return UNTRACKS_DICTS && recorder->collection.generation == 2 && is_plain(entry, &PyDict_Type);
}

/* The order of the list decides which of nested tuples go in one pass, and the log does not have that order in full: where it
 * could matter, what really happened is written. */
void decide_untracking(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->collection.unlisted.count; position++) {
        Index index = recorder->collection.unlisted.items[position];
        Entry *entry = entry_at(model, index);
        recorder->scratch.blocking = recorder->scratch.depending = 0;
        each_reference_after(recorder, index, consider);
        int by_rule = !IS_INCREMENTAL && is_untracked_by_rule(recorder, entry);
        /* 1: a replay would not do it by itself. */
        entry->count = !by_rule || recorder->scratch.blocking || (recorder->scratch.depending && entry->type == &PyTuple_Type);
        entry->counted = recorder->pass;
    }
    /* Which of them an increment has examined is not known. */
    for (size_t position = 0; !IS_INCREMENTAL && position < recorder->interval.candidates.count; position++) {
        Index index = recorder->interval.candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (!is_present(recorder, index) || is_dead_in_plan(recorder, index) || is_garbage(recorder, index)) continue;
        if (!is_untracked_by_rule(recorder, entry)) continue;
        recorder->scratch.blocking = recorder->scratch.depending = 0;
        each_reference_after(recorder, index, consider);
        if (!recorder->scratch.blocking) PUSH(recorder->collection.pinned, index);
    }
}

void write_untracking(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->collection.unlisted.count; position++) {
        Index index = recorder->collection.unlisted.items[position];
        if (entry_at(model, index)->alive && entry_at(model, index)->count) model_untrack(model, index);
    }
    for (size_t position = 0; position < recorder->collection.pinned.count; position++) {
        Index index = recorder->collection.pinned.items[position];
        if (entry_at(model, index)->alive) model_reference(model, index, model_sentinel(model), 1, 0);
    }
}
