/* What an interval did: who was born, who died, what references and counts came and went, and when.
 *
 * Every intermediate state must hold under any thresholds, when a collection may come at any allocation: whatever is named later
 * has to be reachable, as the log tells it, until then.
 *   - What survives the interval is reachable throughout: its path from outside is made of references that it already had, or of
 *     new ones whose target is held from outside until they come. References from outside come at the interval's start, and go
 *     at its end.
 *   - What dies is reachable until it dies: by its holders, or held from outside where one of them dies before it.
 *   - What is garbage at the end is let go last of all that names it, and not named again. */
#include "recorder.h"

int32_t incoming_after(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    return entry->incoming + (entry->plan ? plan_at(recorder, entry->plan)->delta : 0);
}

int32_t external_after(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    return entry->plan ? plan_at(recorder, entry->plan)->external_after : entry->external;
}

int is_within_reach(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->plan) return entry->external > 0;
    Plan *plan = plan_at(recorder, entry->plan);
    return plan->is_in_reach || plan->is_born || entry->external > 0 || plan->is_named || plan->delta < 0;
}

void plan_script(Recorder *recorder, Script script) { PUSH(recorder->scripts, script); }

/* ---- counts ---- */

/* The references of the dead go, and with them perhaps others that a free list took. Returns how many dead there are. */
static size_t spread_deaths(Recorder *recorder, size_t from) {
    Model *model = &recorder->model;
    for (size_t position = from; position < recorder->dead.count; position++) {
        Index dead = recorder->dead.items[position];
        for (Index edge = entry_at(model, dead)->first_out; edge; edge = edge_at(model, edge)->next_out) {
            Index target = edge_at(model, edge)->target;
            plan_of(recorder, target)->delta -= edge_at(model, edge)->count - edge_at(model, edge)->lost;
            if (was_sampled(recorder, target) || is_dead_in_plan(recorder, target) || !entry_at(model, target)->alive) continue;
            if (is_gone(recorder, target)) mark_vanished(recorder, target);
        }
    }
    return recorder->dead.count;
}

/* More references to a sampled object are in the log than it has: a holder that was not looked at has dropped its own. */
static void look_for_stale_holders(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->sampled.count; position++) {
        Index index = recorder->sampled.items[position];
        if (is_dead_in_plan(recorder, index)) continue;
        if (entry_at(model, index)->reference_count >= incoming_after(recorder, index)) continue;
        for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
            Index holder = edge_at(model, edge)->source;
            if (was_sampled(recorder, holder) || is_dead_in_plan(recorder, holder) || !entry_at(model, holder)->object) continue;
            if (is_gone(recorder, holder)) {
                mark_vanished(recorder, holder);
            } else {
                sample_also(recorder, holder);
            }
        }
    }
}

static void settle_counts(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->sampled.count; position++) {
        Index index = recorder->sampled.items[position];
        if (is_dead_in_plan(recorder, index)) continue;
        Entry *entry = entry_at(model, index);
        if (entry->is_lost) continue;
        int32_t incoming = incoming_after(recorder, index), external = entry->reference_count - incoming;
        if (is_immortal(entry->object)) external = entry->external > 0 ? entry->external : entry->reference_count;
        if (external < 0) {
            recorder->clamped++;
            external = 0;
        }
        if (external == 0 && incoming <= 0) external = 1 - incoming;
        if (external != entry->external || entry->plan) plan_of(recorder, index)->external_after = external;
    }
    for (size_t position = 0; position < recorder->queue.count; position++) {
        Index index = recorder->queue.items[position];
        Entry *entry = entry_at(model, index);
        if (was_sampled(recorder, index) || entry->is_lost) continue;
        int32_t incoming = incoming_after(recorder, index);
        int32_t real = is_immortal(entry->object) ? entry->external : (int32_t)Py_REFCNT(entry->object) - incoming;
        if (real < entry->external) real = entry->external;
        if (incoming + real <= 0) real = 1 - incoming;
        plan_of(recorder, index)->external_after = real;
    }
}

static void count_references(Recorder *recorder, SampleKind kind) {
    recorder->queue.count = 0;
    size_t dead = 0;
    for (;;) {
        size_t before = recorder->dead.count;
        dead = spread_deaths(recorder, dead);
        look_for_stale_holders(recorder);
        if (recorder->dead.count != before) continue;
        for (size_t position = 0; position < recorder->losses.count; position++) adjust(recorder, recorder->losses.items[position].target);
        for (size_t position = 0; position < recorder->dead.count; position++) adjust_targets(recorder, recorder->dead.items[position]);
        if (!look_for_the_lost(recorder)) break;
    }
    settle_counts(recorder);
    find_garbage(recorder);
    if (kind == SAMPLE_BEGIN) return;
    /* What garbage refers to loses a holder as well, in the collection. */
    size_t adjusted = recorder->queue.count;
    for (size_t position = 0; position < recorder->garbage.count; position++) adjust_targets(recorder, recorder->garbage.items[position]);
    if (recorder->queue.count == adjusted) return;
    look_for_the_lost(recorder);
    settle_counts(recorder);
}

void plan_interval(Recorder *recorder, SampleKind kind) {
    count_references(recorder, kind);
    if (kind == SAMPLE_BEGIN) return;
    date_births(recorder);
    date_gains(recorder);
    date_weak_references(recorder);
    date_deaths(recorder);
    spread_reach(recorder);
    plan_generators(recorder);
    date_garbage(recorder);
}
