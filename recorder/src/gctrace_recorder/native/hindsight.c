/* Findings about a collection that only hindsight gives: the objects that are still on its lists, those that died, and those that died
 * with the garbage. */
#include "hindsight.h"

#include "identity.h"

/* Stamps the objects on a list. Objects from before the collection precede those that joined in it. Weak references whose callback was
 * called come last, wherever they were. */
void mark_present(Recorder *recorder, int generation, int is_whole) {
    Model *model = &recorder->model;
    PyGC_Head *list = list_of_generation(recorder->collector, generation);
    for (PyGC_Head *head = head_before(list); head != list; head = head_before(head)) {
        Block *slot = blocks_find(&recorder->allocations.blocks, block_of(object_of(head)));
        if (!slot || !slot->entry) continue;
        Entry *entry = entry_at(model, slot->entry);
        if (!is_whole && entry->generation == generation && entry->alive && entry->sampled != recorder->stamp &&
            !(entry->form & FORM_CALLBACK))
            break;
        entry->marked = recorder->pass;
        if ((IS_INCREMENTAL || entry->sampled != recorder->stamp) && entry->alive)
            entry->generation = (uint8_t)(IS_INCREMENTAL && generation == 1 ? 2 : generation);
    }
}

static int is_held_by_the_living(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    if (external_after(recorder, index) > 0) return 1;
    for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
        Index holder = edge_at(model, edge)->source;
        if (edge_at(model, edge)->count > edge_at(model, edge)->going && !is_dead_in_plan(recorder, holder) &&
            !is_garbage(recorder, holder) && !entry_at(model, holder)->is_let_go)
            return 1;
    }
    /* New references are listed by their holder only. */
    for (size_t number = 1; number < recorder->interval.plans.count; number++) {
        Plan *holder = plan_at(recorder, number);
        if (holder->is_garbage || holder->is_dead || entry_at(model, holder->entry)->is_let_go) continue;
        for (size_t gain = holder->first_gain; gain < holder->first_gain + holder->gain_count; gain++)
            if (recorder->interval.gains.items[gain].target == index) return 1;
    }
    return 0;
}

void sort_out(Recorder *recorder) {
    Model *model = &recorder->model;
    recorder->collection.collected.count = recorder->collection.called.count = recorder->collection.collateral.count = 0;
    recorder->collection.pinned.count = recorder->collection.unlisted.count = 0;
    for (size_t position = recorder->interval.freed_end; position < recorder->allocations.freed.count; position++) {
        Freed *freed = &recorder->allocations.freed.items[position];
        Index index = freed->entry;
        entry_at(model, index)->freed = 1;
        entry_at(model, index)->is_kept = freed->is_kept;
        if (is_garbage(recorder, index) || is_dead_in_plan(recorder, index)) continue;
        PUSH(recorder->collection.collateral, index);
    }
    for (size_t position = 0; position < recorder->interval.candidates.count; position++) {
        Index index = recorder->interval.candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (is_dead_in_plan(recorder, index) || is_present(recorder, index)) continue;
        if (is_garbage(recorder, index)) {
            forget_block(recorder, index);
            PUSH(recorder->collection.collected, index);
        } else if (!entry->freed && is_destroyed(entry->object)) {
            forget_block(recorder, index);
            PUSH(recorder->collection.collateral, index);
        } else if (!entry->freed && !is_tracked(entry->object)) {
            PUSH(recorder->collection.unlisted, index);
        }
    }
    /* Older objects that a free list took. */
    for (int generation = IS_INCREMENTAL ? 3 : recorder->collection.generation + 1; generation < 3 && recorder->sizes_due && recorder->collection.collected.count; generation++)
        for (size_t position = 0; position < recorder->members[generation].count; position++) {
            Index index = recorder->members[generation].items[position];
            Entry *entry = entry_at(model, index);
            if (!entry->alive || entry->generation != generation || entry->freed || is_dead_in_plan(recorder, index)) continue;
            if (is_garbage(recorder, index) || !is_destroyed(entry->object)) continue;
            forget_block(recorder, index);
            PUSH(recorder->collection.collateral, index);
        }
    /* A weak reference that died, although only its callback can have released it. */
    size_t kept = 0;
    for (size_t position = 0; position < recorder->collection.collateral.count; position++) {
        Index index = recorder->collection.collateral.items[position];
        uint32_t plan = entry_at(model, index)->plan;
        if ((entry_at(model, index)->form & FORM_CALLBACK) && plan && plan_at(recorder, plan)->watches_garbage &&
            is_held_by_the_living(recorder, index)) {
            PUSH(recorder->collection.called, index);
        } else {
            recorder->collection.collateral.items[kept++] = index;
        }
    }
    recorder->collection.collateral.count = kept;
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
    if (before > 0 && entry->count <= 0 && !is_garbage(recorder, target)) PUSH(recorder->scratch.reached, target);
}

void hide_collateral(Recorder *recorder) {
    Model *model = &recorder->model;
    if (!recorder->collection.collateral.count || !recorder->collection.collected.count) return;
    recorder->scratch.reached.count = 0;
    /* These fall by themselves, once. */
    for (size_t position = 0; position < recorder->collection.called.count; position++) {
        entry_at(model, recorder->collection.called.items[position])->counted = recorder->pass;
        entry_at(model, recorder->collection.called.items[position])->count = 0;
    }
    for (size_t position = 0; position < recorder->collection.collected.count; position++)
        each_reference_after(recorder, recorder->collection.collected.items[position], fall);
    for (size_t position = 0; position < recorder->collection.called.count; position++)
        each_reference_after(recorder, recorder->collection.called.items[position], fall);
    for (size_t position = 0; position < recorder->scratch.reached.count; position++)
        each_reference_after(recorder, recorder->scratch.reached.items[position], fall);
    Index host = 0;
    for (size_t position = 0; position < recorder->collection.collected.count && !host; position++)
        if (is_within_reach(recorder, recorder->collection.collected.items[position])) host = recorder->collection.collected.items[position];
    for (size_t position = 0; position < recorder->collection.collateral.count; position++) {
        Index index = recorder->collection.collateral.items[position];
        Entry *entry = entry_at(model, index);
        if (entry->counted == recorder->pass && entry->count <= 0) continue;
        if (!host) continue;
        entry->counted = recorder->pass;
        entry->count = 0;
        plan_of(recorder, host)->is_named = 1;
        plan_of(recorder, host)->release = recorder->interval.ended;
        plan_of(recorder, index)->is_hidden = 1;
        /* Named at the end of the interval, when a collection under other thresholds may have freed its holders. */
        if (plan_of(recorder, index)->external_after == 0) plan_of(recorder, index)->external_after = 1;
        plan_action(recorder, recorder->interval.ended, ACTION_HIDE, host, index, 0);
        /* The objects that it alone holds die with it. */
        size_t first = recorder->scratch.reached.count;
        each_reference_after(recorder, index, fall);
        for (size_t next = first; next < recorder->scratch.reached.count; next++) each_reference_after(recorder, recorder->scratch.reached.items[next], fall);
    }
}
