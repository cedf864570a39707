/* Which of the sampled objects nothing reaches any more, and since when. */
#include "recorder.h"

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
    PUSH(recorder->queue, target);
}

static void count_from_outside(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    entry->marked = recorder->pass;
    entry->collector_references = incoming_after(recorder, index) + external_after(recorder, index);
}

static int is_untracked_and_seen(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    return entry->object && !is_dead_in_plan(recorder, index) && !is_tracked(entry->object) && !entry->is_lost;
}

/* What is reached from outside any of them, and from there. */
static void reach_from_outside(Recorder *recorder, const Index *members, size_t count) {
    for (size_t position = 0; position < count; position++)
        if (entry_at(&recorder->model, members[position])->collector_references > 0) reach(recorder, members[position], 1);
}

static void find_among(Recorder *recorder, Index index, int is_listed) {
    if (entry_at(&recorder->model, index)->collector_references == REACHED || is_dead_in_plan(recorder, index)) return;
    Plan *plan = plan_of(recorder, index);
    if (is_listed) plan->is_candidate = 1;
    if (plan->is_garbage) return;
    plan->is_garbage = 1;
    PUSH(recorder->garbage, index);
}

/* deduce_unreachable, over the candidates as they are at the end of the interval, and over the untracked objects that they were
 * seen to refer to: the collector leaves these alone, but they are no more within reach than what holds them. */
void find_garbage(Recorder *recorder) {
    recorder->pass++;
    size_t adjusted = recorder->queue.count;
    recorder->untracked.count = 0;
    for (size_t position = 0; position < recorder->sampled.count; position++)
        if (is_untracked_and_seen(recorder, recorder->sampled.items[position])) PUSH(recorder->untracked, recorder->sampled.items[position]);
    for (size_t position = 0; position < recorder->candidates.count; position++)
        count_from_outside(recorder, recorder->candidates.items[position]);
    for (size_t position = 0; position < recorder->untracked.count; position++)
        count_from_outside(recorder, recorder->untracked.items[position]);
    for (size_t position = 0; position < recorder->candidates.count; position++)
        each_reference_after(recorder, recorder->candidates.items[position], subtract);
    for (size_t position = 0; position < recorder->untracked.count; position++)
        each_reference_after(recorder, recorder->untracked.items[position], subtract);
    reach_from_outside(recorder, recorder->candidates.items, recorder->candidates.count);
    reach_from_outside(recorder, recorder->untracked.items, recorder->untracked.count);
    for (size_t position = adjusted; position < recorder->queue.count; position++)
        each_reference_after(recorder, recorder->queue.items[position], reach);
    recorder->queue.count = adjusted;
    for (size_t position = 0; position < recorder->candidates.count; position++)
        find_among(recorder, recorder->candidates.items[position], 1);
    for (size_t position = 0; position < recorder->untracked.count; position++)
        find_among(recorder, recorder->untracked.items[position], 0);
}

static uint64_t release_of(const Plan *plan) { return plan->release; }

static void draw_into_reach(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    uint32_t plan = entry_at(&recorder->model, target)->plan;
    if (!plan || !plan_at(recorder, plan)->is_garbage || plan_at(recorder, plan)->is_in_reach) return;
    plan_at(recorder, plan)->is_in_reach = 1;
    PUSH(recorder->queue, target);
}

void spread_reach(Recorder *recorder) {
    size_t adjusted = recorder->queue.count;
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
        if (is_within_reach(recorder, index)) draw_into_reach(recorder, index, 1);
    }
    for (size_t position = adjusted; position < recorder->queue.count; position++)
        each_reference_after(recorder, recorder->queue.items[position], draw_into_reach);
    recorder->queue.count = adjusted;
}

static void spread_release(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Entry *entry = entry_at(&recorder->model, target);
    if (!entry->plan || !plan_at(recorder, entry->plan)->is_garbage || entry->marked == recorder->pass) return;
    entry->marked = recorder->pass;
    plan_at(recorder, entry->plan)->release = recorder->spreading;
    PUSH(recorder->queue, target);
}

/* Garbage was reachable when it was born, when what it refers to was born, when one that held it died; and so was whatever it
 * refers to. The latest of these moments is taken for the one at which it was let go. */
void date_garbage(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
        Plan *plan = plan_of(recorder, index);
        plan->release = recorder->started;
        if (plan->is_born && plan->birth > plan->release) plan->release = plan->birth;
        if (plan->tracked > plan->release) plan->release = plan->tracked;
        if (plan->settled > plan->release) plan->release = plan->settled;
        if (plan->last > plan->release) plan->release = plan->last;
        for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
            uint32_t number = entry_at(model, edge_at(model, edge)->source)->plan;
            if (number && plan_at(recorder, number)->is_dead && plan_at(recorder, number)->death > plan->release)
                plan->release = plan_at(recorder, number)->death;
        }
    }
    sort_latest_first(recorder, recorder->garbage.items, recorder->garbage.count, release_of);
    recorder->pass++;
    size_t adjusted = recorder->queue.count;
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
        Entry *entry = entry_at(model, index);
        if (entry->marked == recorder->pass) continue;
        entry->marked = recorder->pass;
        recorder->spreading = plan_at(recorder, entry->plan)->release;
        recorder->queue.count = adjusted;
        PUSH(recorder->queue, index);
        for (size_t next = adjusted; next < recorder->queue.count; next++)
            each_reference_after(recorder, recorder->queue.items[next], spread_release);
    }
    recorder->queue.count = adjusted;
}
