/* What only hindsight tells of a collection: what is on its lists still, what died, and what died with the garbage. */
#include "recorder.h"

/* Stamps what is on a list now. What stood there before the collection stands before what came in it; weak references whose
 * callback was called come last, wherever they were. */
void mark_present(Recorder *recorder, int generation, int is_whole) {
    Model *model = &recorder->model;
    PyGC_Head *list = list_of_generation(recorder->collector, generation);
    for (PyGC_Head *head = head_before(list); head != list; head = head_before(head)) {
        Block *place = blocks_find(&recorder->allocations.blocks, block_of(object_of(head)));
        if (!place || !place->entry) continue;
        Entry *entry = entry_at(model, place->entry);
        if (!is_whole && entry->generation == generation && entry->alive && entry->sampled != recorder->stamp &&
            !(entry->form & FORM_CALLBACK))
            break;
        entry->marked = recorder->pass;
        if (entry->sampled != recorder->stamp && entry->alive) entry->generation = (uint8_t)generation;
    }
}

static int is_held_by_the_living(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    if (external_after(recorder, index) > 0) return 1;
    for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
        Index holder = edge_at(model, edge)->source;
        if (edge_at(model, edge)->count > edge_at(model, edge)->lost && !is_dead_in_plan(recorder, holder) &&
            !is_garbage(recorder, holder) && !entry_at(model, holder)->is_lost)
            return 1;
    }
    /* New references are listed by their holder only. */
    for (size_t number = 1; number < recorder->plans.count; number++) {
        Plan *holder = plan_at(recorder, number);
        if (holder->is_garbage || holder->is_dead || entry_at(model, holder->entry)->is_lost) continue;
        for (size_t gain = holder->first_gain; gain < holder->first_gain + holder->gain_count; gain++)
            if (recorder->gains.items[gain].target == index) return 1;
    }
    return 0;
}

void sort_out(Recorder *recorder) {
    Model *model = &recorder->model;
    recorder->collected.count = recorder->called.count = recorder->collateral.count = 0;
    recorder->pinned.count = recorder->unlisted.count = 0;
    for (size_t position = recorder->freed_end; position < recorder->allocations.freed.count; position++) {
        Freed *freed = &recorder->allocations.freed.items[position];
        Index index = freed->entry;
        entry_at(model, index)->freed = 1;
        entry_at(model, index)->is_kept = freed->is_kept;
        if (is_garbage(recorder, index) || is_dead_in_plan(recorder, index)) continue;
        PUSH(recorder->collateral, index);
    }
    for (size_t position = 0; position < recorder->candidates.count; position++) {
        Index index = recorder->candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (is_dead_in_plan(recorder, index) || is_present(recorder, index)) continue;
        if (is_garbage(recorder, index)) {
            forget_block(recorder, index);
            PUSH(recorder->collected, index);
        } else if (!entry->freed && Py_REFCNT(entry->object) == 0) {
            forget_block(recorder, index);
            PUSH(recorder->collateral, index);
        } else if (!entry->freed && !is_tracked(entry->object)) {
            PUSH(recorder->unlisted, index);
        }
    }
    /* Older objects that a free list took. */
    for (int generation = recorder->generation + 1; generation < 3 && recorder->sizes_due && recorder->collected.count; generation++)
        for (size_t position = 0; position < recorder->members[generation].count; position++) {
            Index index = recorder->members[generation].items[position];
            Entry *entry = entry_at(model, index);
            if (!entry->alive || entry->generation != generation || entry->freed || is_dead_in_plan(recorder, index)) continue;
            if (is_garbage(recorder, index) || Py_REFCNT(entry->object) != 0) continue;
            forget_block(recorder, index);
            PUSH(recorder->collateral, index);
        }
    /* A weak reference that is gone, though nothing but its callback can have let it go. */
    size_t kept = 0;
    for (size_t position = 0; position < recorder->collateral.count; position++) {
        Index index = recorder->collateral.items[position];
        uint32_t plan = entry_at(model, index)->plan;
        if ((entry_at(model, index)->form & FORM_CALLBACK) && plan && plan_at(recorder, plan)->watches_garbage &&
            is_held_by_the_living(recorder, index)) {
            PUSH(recorder->called, index);
        } else {
            recorder->collateral.items[kept++] = index;
        }
    }
    recorder->collateral.count = kept;
}

/* ---- what dies with the garbage, though no reference that the collector sees is why ---- */

static void fall(Recorder *recorder, Index target, int32_t count) {
    Entry *entry = entry_at(&recorder->model, target);
    if (entry->counted != recorder->pass) {
        entry->counted = recorder->pass;
        entry->count = incoming_after(recorder, target) + external_after(recorder, target);
    }
    int32_t before = entry->count;
    entry->count -= count;
    if (before > 0 && entry->count <= 0 && !is_garbage(recorder, target)) PUSH(recorder->queue, target);
}

void hide_collateral(Recorder *recorder) {
    Model *model = &recorder->model;
    if (!recorder->collateral.count || !recorder->collected.count) return;
    recorder->queue.count = 0;
    /* These fall by themselves, once. */
    for (size_t position = 0; position < recorder->called.count; position++) {
        entry_at(model, recorder->called.items[position])->counted = recorder->pass;
        entry_at(model, recorder->called.items[position])->count = 0;
    }
    for (size_t position = 0; position < recorder->collected.count; position++)
        each_reference_after(recorder, recorder->collected.items[position], fall);
    for (size_t position = 0; position < recorder->called.count; position++)
        each_reference_after(recorder, recorder->called.items[position], fall);
    for (size_t position = 0; position < recorder->queue.count; position++)
        each_reference_after(recorder, recorder->queue.items[position], fall);
    Index host = 0;
    for (size_t position = 0; position < recorder->collected.count && !host; position++)
        if (is_within_reach(recorder, recorder->collected.items[position])) host = recorder->collected.items[position];
    for (size_t position = 0; position < recorder->collateral.count; position++) {
        Index index = recorder->collateral.items[position];
        Entry *entry = entry_at(model, index);
        if (entry->counted == recorder->pass && entry->count <= 0) continue;
        if (!host) continue;
        entry->counted = recorder->pass;
        entry->count = 0;
        plan_of(recorder, host)->is_named = 1;
        plan_of(recorder, host)->release = recorder->ended;
        plan_of(recorder, index)->is_hidden = 1;
        /* Named as the interval ends, when a collection under other thresholds may have taken its holders. */
        if (plan_of(recorder, index)->external_after == 0) plan_of(recorder, index)->external_after = 1;
        plan_action(recorder, recorder->ended, ACTION_HIDE, host, index, 0);
        /* What it alone holds falls with it. */
        size_t first = recorder->queue.count;
        each_reference_after(recorder, index, fall);
        for (size_t next = first; next < recorder->queue.count; next++) each_reference_after(recorder, recorder->queue.items[next], fall);
    }
}
