/* What the finalizers that a collection called did: what they freed of the garbage, and what they brought back. */
#include "finalizers.h"

#include "generators.h"
#include "hindsight.h"

/* Garbage whose finalizer will be called, in a replay too; a generator only if there is no other. 0: none. */
static Index any_finalizer(Recorder *recorder) {
    Index any = 0;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        if (!plan_of(recorder, index)->is_candidate || !plan_of(recorder, index)->may_finalize || !is_within_reach(recorder, index)) continue;
        if (!any || (entry_at(&recorder->model, any)->form & FORM_SUSPENDED)) any = index;
    }
    return any;
}

/* Garbage that loses a holder, in `collector_references`. */
static void fall_early(Recorder *recorder, Index target, int32_t count) {
    Entry *entry = entry_at(&recorder->model, target);
    if (!is_garbage(recorder, target)) return;
    int32_t before = entry->collector_references;
    entry->collector_references -= count;
    if (before > 0 && entry->collector_references <= 0) PUSH(recorder->scratch.reached, target);
}

/* What falls with what has fallen, from the `fallen`th on. Returns how many of those are on the collector's list. */
static int64_t spread_early(Recorder *recorder, size_t *fallen) {
    int64_t candidates = 0;
    for (; *fallen < recorder->scratch.reached.count; (*fallen)++) {
        Index index = recorder->scratch.reached.items[*fallen];
        candidates += plan_of(recorder, index)->is_candidate;
        if (!plan_of(recorder, index)->is_closed) each_reference_after(recorder, index, fall_early);
    }
    return candidates;
}

static int is_closed_by_its_finalizer(Recorder *recorder, Index index) {
    return is_closed_as_garbage(entry_at(&recorder->model, index)) && plan_of(recorder, index)->may_finalize &&
           plan_of(recorder, index)->is_candidate;
}

/* Garbage that finalizers freed is not counted as collected. They are called before anything is cleared: it is what was freed first,
 * and what fell with that. */
void explain_early_deaths(Recorder *recorder, int64_t collected) {
    Model *model = &recorder->model;
    int64_t early = (int64_t)recorder->collection.called.count - collected;
    for (size_t position = 0; position < recorder->collection.collected.count; position++)
        if (plan_of(recorder, recorder->collection.collected.items[position])->is_candidate) early++;
    if (early <= 0 || model->saves_all) return;
    Index finalizer = any_finalizer(recorder);
    if (!finalizer) return;
    plan_of(recorder, finalizer)->is_named = 1;
    plan_of(recorder, finalizer)->release = recorder->interval.ended;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        entry_at(model, index)->collector_references = incoming_after(recorder, index) + external_after(recorder, index);
    }
    recorder->scratch.reached.count = 0;
    size_t fallen = 0;
    /* Their scripts say so already. */
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        if (!is_closed_by_its_finalizer(recorder, index)) continue;
        plan_of(recorder, index)->is_closed = 1;
        each_reference_after(recorder, index, fall_early);
    }
    early -= spread_early(recorder, &fallen);
    for (size_t position = recorder->interval.freed_end; position < recorder->allocations.freed.count && early > 0; position++) {
        Index index = recorder->allocations.freed.items[position].entry;
        if (index == finalizer || !is_garbage(recorder, index) || entry_at(model, index)->collector_references <= 0) continue;
        plan_action(recorder, recorder->interval.ended, ACTION_UNHOLD, finalizer, index, 0);
        entry_at(model, index)->collector_references = 0;
        PUSH(recorder->scratch.reached, index);
        early -= spread_early(recorder, &fallen);
    }
}

/* What is on a list still was brought back: its own finalizer did it, or another's that is called in a replay too. */
void explain_survival(Recorder *recorder, int64_t uncollectable) {
    Model *model = &recorder->model;
    if (model->saves_all || uncollectable) return;
    Index any = any_finalizer(recorder);
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        if (!is_present(recorder, index) || !plan_of(recorder, index)->is_candidate) continue;
        int own = plan_of(recorder, index)->may_finalize && is_within_reach(recorder, index);
        Index finalizer = own ? index : any;
        if (!finalizer) continue;
        /* 3.8 then deletes nothing: what was only spared need not be named, which other thresholds may have collected by now. */
        if (!own && SPARES_ALL_OR_NOTHING) continue;
        plan_of(recorder, finalizer)->is_named = 1;
        plan_script(recorder, (Script){"finalizer", "ref", finalizer, 0, index, 1, 0, 1});
    }
}
