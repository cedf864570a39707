/* Finds the sampled objects that are no longer reachable, and since when. */
#include "garbage.h"

#include "moments.h"

/* In `collector_references` */
enum { REACHED = -1, NOT_LOOKED_AT = -2 };

static int is_candidate(Recorder *recorder, Index index) {
    return entry_at(&recorder->model, index)->marked == recorder->pass;
}

static void subtract(Recorder *recorder, Index target, int32_t count) {
    if (is_candidate(recorder, target)) entry_at(&recorder->model, target)->collector_references -= count;
}

static void reach(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Entry *entry = entry_at(&recorder->model, target);
    if (!is_candidate(recorder, target) || entry->collector_references == REACHED) return;
    entry->collector_references = REACHED;
    PUSH(recorder->scratch.reached, target);
}

static void count_from_outside(Recorder *recorder, Index index, int awaits) {
    Entry *entry = entry_at(&recorder->model, index);
    entry->marked = recorder->pass;
    entry->collector_references = incoming_after(recorder, index) + external_after(recorder, index);
    /* The log alone holds what awaits its finalizer: the collection that follows does not see that reference. */
    if (entry->is_awaited && !awaits) entry->collector_references -= external_after(recorder, index);
}

/* The collection calls the finalizer of what it finds, and a full one leaves alone only what the program reaches: nothing is awaited any
 * more. What a younger collection leaves alone may hang on older garbage, and then waits on. */
static void await_no_longer(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->is_awaited || is_dead_in_plan(recorder, index)) return;
    if (entry->collector_references == REACHED && recorder->examined < 2) return;
    entry->is_awaited = 0;
    plan_of(recorder, index)->external_after = 0;
}

static int is_untracked_and_seen(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    return entry->object && !is_dead_in_plan(recorder, index) && !is_tracked(entry->object) && !entry->is_let_go;
}

/* Marks everything that is reachable from outside these objects. */
static void reach_from_outside(Recorder *recorder, const Index *members, size_t count) {
    for (size_t position = 0; position < count; position++)
        if (entry_at(&recorder->model, members[position])->collector_references > 0) reach(recorder, members[position], 1);
}

/* Marks from the `position`th object on. Returns the number of reached objects. */
static size_t spread_from_reached(Recorder *recorder, size_t position) {
    for (; position < recorder->scratch.reached.count; position++)
        each_reference_after(recorder, recorder->scratch.reached.items[position], reach);
    return position;
}

static void hold_what_is_awaited(Recorder *recorder) {
    for (size_t position = 0; position < recorder->interval.candidates.count; position++) {
        Index index = recorder->interval.candidates.items[position];
        Entry *entry = entry_at(&recorder->model, index);
        if (entry->collector_references == REACHED || is_dead_in_plan(recorder, index)) continue;
        if (entry->is_let_go || !may_bring_back(&recorder->model, entry)) continue;
        entry->is_awaited = 1;
        plan_of(recorder, index)->external_after = 1;
        reach(recorder, index, 1);
    }
}

static void find_among(Recorder *recorder, Index index, int is_listed) {
    if (entry_at(&recorder->model, index)->collector_references == REACHED || is_dead_in_plan(recorder, index)) return;
    Plan *plan = plan_of(recorder, index);
    if (is_listed) plan->is_candidate = 1;
    if (plan->is_garbage) return;
    plan->is_garbage = 1;
    PUSH(recorder->interval.garbage, index);
}

/* deduce_unreachable over the candidates at the end of the interval, and over the untracked objects to which they were seen to refer.
 * The collector leaves these alone, but they are no more reachable than their holders. */
void find_garbage(Recorder *recorder, int awaits) {
    Interval *interval = &recorder->interval;
    recorder->pass++;
    recorder->scratch.reached.count = recorder->scratch.untracked.count = 0;
    for (size_t position = 0; position < interval->sampled.count; position++) {
        Index index = interval->sampled.items[position];
        if (is_untracked_and_seen(recorder, index)) PUSH(recorder->scratch.untracked, index);
    }
    for (size_t position = 0; position < interval->candidates.count; position++)
        count_from_outside(recorder, interval->candidates.items[position], awaits);
    for (size_t position = 0; position < recorder->scratch.untracked.count; position++)
        count_from_outside(recorder, recorder->scratch.untracked.items[position], awaits);
    for (size_t position = 0; position < interval->candidates.count; position++)
        each_reference_after(recorder, interval->candidates.items[position], subtract);
    for (size_t position = 0; position < recorder->scratch.untracked.count; position++)
        each_reference_after(recorder, recorder->scratch.untracked.items[position], subtract);
    reach_from_outside(recorder, interval->candidates.items, interval->candidates.count);
    reach_from_outside(recorder, recorder->scratch.untracked.items, recorder->scratch.untracked.count);
    size_t position = spread_from_reached(recorder, 0);
    if (awaits) {
        hold_what_is_awaited(recorder);
        spread_from_reached(recorder, position);
    } else {
        for (position = 0; position < interval->candidates.count; position++) await_no_longer(recorder, interval->candidates.items[position]);
        for (position = 0; position < recorder->scratch.untracked.count; position++)
            await_no_longer(recorder, recorder->scratch.untracked.items[position]);
    }
    for (size_t position = 0; position < interval->candidates.count; position++)
        find_among(recorder, interval->candidates.items[position], 1);
    for (size_t position = 0; position < recorder->scratch.untracked.count; position++)
        find_among(recorder, recorder->scratch.untracked.items[position], 0);
}

static uint64_t release_of(const Plan *plan) { return plan->release; }

static void draw_into_reach(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    uint32_t plan = entry_at(&recorder->model, target)->plan;
    if (!plan || !plan_at(recorder, plan)->is_garbage || plan_at(recorder, plan)->is_in_reach) return;
    plan_at(recorder, plan)->is_in_reach = 1;
    PUSH(recorder->scratch.reached, target);
}

void spread_reach(Recorder *recorder) {
    recorder->scratch.reached.count = 0;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        if (is_within_reach(recorder, index)) draw_into_reach(recorder, index, 1);
    }
    for (size_t position = 0; position < recorder->scratch.reached.count; position++)
        each_reference_after(recorder, recorder->scratch.reached.items[position], draw_into_reach);
}

static void spread_release(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Entry *entry = entry_at(&recorder->model, target);
    if (!entry->plan || !plan_at(recorder, entry->plan)->is_garbage || entry->marked == recorder->pass) return;
    entry->marked = recorder->pass;
    plan_at(recorder, entry->plan)->release = recorder->scratch.release;
    PUSH(recorder->scratch.reached, target);
}

/* An object that is now garbage was reachable when it was born, when a target of its references was born, and when one of its holders
 * died; and so was everything that it refers to. The latest of these moments is taken as the moment of its release. */
void date_garbage(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        Plan *plan = plan_of(recorder, index);
        plan->release = recorder->interval.started;
        if (plan->is_born && plan->birth > plan->release) plan->release = plan->birth;
        if (plan->tracked > plan->release) plan->release = plan->tracked;
        if (plan->complete > plan->release) plan->release = plan->complete;
        if (plan->last > plan->release) plan->release = plan->last;
        for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
            uint32_t number = entry_at(model, edge_at(model, edge)->source)->plan;
            if (number && plan_at(recorder, number)->is_dead && plan_at(recorder, number)->death > plan->release)
                plan->release = plan_at(recorder, number)->death;
        }
    }
    sort_latest_first(recorder, recorder->interval.garbage.items, recorder->interval.garbage.count, release_of);
    recorder->pass++;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        Entry *entry = entry_at(model, index);
        if (entry->marked == recorder->pass) continue;
        entry->marked = recorder->pass;
        recorder->scratch.release = plan_at(recorder, entry->plan)->release;
        recorder->scratch.reached.count = 0;
        PUSH(recorder->scratch.reached, index);
        for (size_t next = 0; next < recorder->scratch.reached.count; next++)
            each_reference_after(recorder, recorder->scratch.reached.items[next], spread_release);
    }
}
