/* The effects of the finalizers that a collection called: the garbage that they freed, and the objects that they resurrected. */
#include "finalizers.h"

#include "generators.h"
#include "hindsight.h"

/* Garbage whose finalizer the collection called. */
static int is_called(Recorder *recorder, Index index) {
    return plan_of(recorder, index)->is_candidate && plan_of(recorder, index)->may_finalize;
}

static void claim(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Plan *plan = entry_at(&recorder->model, target)->plan ? plan_of(recorder, target) : NULL;
    if (!plan || !plan->is_garbage || plan->finalizer) return;
    plan->finalizer = recorder->scratch.finalizer;
    PUSH(recorder->scratch.reached, target);
}

/* For each garbage object, the finalizer that can reach it: the nearest that refers to it, or its own. The effects of generators'
 * finalizers are known, so these come last. O(references of the garbage). */
static void find_finalizers(Recorder *recorder) {
    Interval *interval = &recorder->interval;
    size_t next = 0;
    recorder->scratch.reached.count = 0;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t position = 0; position < interval->garbage.count; position++) {
            Index index = interval->garbage.items[position];
            int is_closing = (entry_at(&recorder->model, index)->form & FORM_SUSPENDED) != 0;
            if (!is_called(recorder, index) || is_closing != turn || plan_of(recorder, index)->finalizer) continue;
            plan_of(recorder, index)->finalizer = index;
            PUSH(recorder->scratch.reached, index);
        }
        for (; next < recorder->scratch.reached.count; next++) {
            recorder->scratch.finalizer = plan_of(recorder, recorder->scratch.reached.items[next])->finalizer;
            each_reference_after(recorder, recorder->scratch.reached.items[next], claim);
        }
    }
}

/* Any finalizer that a replay calls as well. Used if nothing shows whose finalizer it was, for example if one reaches an object
 * through a global name. */
static Index any_finalizer(Recorder *recorder) {
    Index any = 0;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        if (!is_called(recorder, index) || !is_within_reach(recorder, index)) continue;
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

/* The objects that die with those that have died, from the `fallen`th on. Returns how many of them are on the collector's list. */
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

/* Garbage that finalizers freed is not counted as collected. Finalizers run before anything is cleared, so it is the garbage that was
 * freed first, and the objects that died with it. */
void explain_early_deaths(Recorder *recorder, int64_t collected) {
    Model *model = &recorder->model;
    int64_t early = (int64_t)recorder->collection.called.count - collected;
    for (size_t position = 0; position < recorder->collection.collected.count; position++)
        if (plan_of(recorder, recorder->collection.collected.items[position])->is_candidate) early++;
    if (early <= 0 || model->saves_all) return;
    Index any = any_finalizer(recorder);
    if (!any) return;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        entry_at(model, index)->collector_references = incoming_after(recorder, index) + external_after(recorder, index);
    }
    recorder->scratch.reached.count = 0;
    size_t fallen = 0;
    /* Their scripts have this effect already. */
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        if (!is_closed_by_its_finalizer(recorder, index)) continue;
        plan_of(recorder, index)->is_closed = 1;
        each_reference_after(recorder, index, fall_early);
    }
    early -= spread_early(recorder, &fallen);
    for (size_t position = recorder->interval.freed_end; position < recorder->allocations.freed.count && early > 0; position++) {
        Index index = recorder->allocations.freed.items[position].entry;
        if (!is_garbage(recorder, index) || entry_at(model, index)->collector_references <= 0) continue;
        Index finalizer = plan_of(recorder, index)->finalizer;
        if (!finalizer || finalizer == index || !is_within_reach(recorder, finalizer)) finalizer = any;
        if (finalizer == index) continue;
        plan_of(recorder, finalizer)->is_named = 1;
        plan_of(recorder, finalizer)->release = recorder->interval.ended;
        plan_action(recorder, recorder->interval.ended, ACTION_UNHOLD, finalizer, index, 0);
        entry_at(model, index)->collector_references = 0;
        PUSH(recorder->scratch.reached, index);
        early -= spread_early(recorder, &fallen);
    }
}

/* ---- what was brought back ---- */

static void count_from_survivor(Recorder *recorder, Index target, int32_t count) {
    if (is_garbage(recorder, target) && is_present(recorder, target)) entry_at(&recorder->model, target)->collector_references -= count;
}

static void come_along(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    if (!is_garbage(recorder, target) || plan_of(recorder, target)->is_back) return;
    plan_of(recorder, target)->is_back = 1;
    PUSH(recorder->scratch.reached, target);
}

/* Notes that a finalizer has resurrected the object: its own, or the one that could reach it. */
static void bring_back(Recorder *recorder, Index index, Index any) {
    Plan *plan = plan_of(recorder, index);
    Index finalizer = is_called(recorder, index) ? index : plan->finalizer ? plan->finalizer : any;
    if (!finalizer) return;
    /* Objects that were released in an earlier interval may be named all the same, because they exist in the recorded run. */
    plan_of(recorder, finalizer)->is_named = 1;
    plan_script(recorder, (Script){"finalizer", "ref", finalizer, 0, index, 1, 0, 1});
}

/* Whether it is garbage that an increment did not come to: its finalizer was not called. */
static int was_left_alone(Recorder *recorder, Index index) {
    return IS_INCREMENTAL && is_present(recorder, index) && is_called(recorder, index) && !is_finalized(entry_at(&recorder->model, index)->object);
}

/* Whether a finalizer can have brought anything back. What an increment did not come to is on its list still, too. */
static int was_any_called(Recorder *recorder) {
    if (!IS_INCREMENTAL) return 1;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++)
        if (is_called(recorder, recorder->interval.garbage.items[position])) return 1;
    return 0;
}

/* An object that is still on a list was resurrected, or a resurrected object holds it. The first of them have references that no other
 * survivor explains. */
void explain_survival(Recorder *recorder, int64_t uncollectable) {
    Model *model = &recorder->model;
    Interval *interval = &recorder->interval;
    find_finalizers(recorder);
    for (size_t position = 0; position < interval->garbage.count; position++) {
        Index index = interval->garbage.items[position];
        if (was_left_alone(recorder, index)) plan_of(recorder, index)->may_finalize = 0;
        if (is_called(recorder, index)) note_finalized(model, entry_at(model, index), is_present(recorder, index));
    }
    if (model->saves_all || uncollectable || !was_any_called(recorder)) return;
    for (size_t position = 0; position < interval->garbage.count; position++) {
        Index index = interval->garbage.items[position];
        if (is_present(recorder, index))
            entry_at(model, index)->collector_references = (int32_t)Py_REFCNT(entry_at(model, index)->object);
    }
    for (size_t position = 0; position < interval->garbage.count; position++)
        if (is_present(recorder, interval->garbage.items[position]))
            each_reference_after(recorder, interval->garbage.items[position], count_from_survivor);
    Index any = any_finalizer(recorder);
    recorder->scratch.reached.count = 0;
    size_t next = 0;
    for (int turn = 0; turn < 2; turn++)
        for (size_t position = 0; position < interval->garbage.count; position++) {
            Index index = interval->garbage.items[position];
            Plan *plan = plan_of(recorder, index);
            if (!is_present(recorder, index) || !plan->is_candidate || plan->is_back) continue;
            /* First the objects with holders elsewhere, then those that nothing explains. 3.8 then deletes nothing at all. Objects
             * that were only spared need not be named, and under other thresholds they may have been collected by now.
             * The same holds for objects that an increment did not come to. */
            if (turn == 0 ? entry_at(model, index)->collector_references <= 0 : SPARES_ALL_OR_NOTHING || IS_INCREMENTAL) continue;
            plan->is_back = 1;
            PUSH(recorder->scratch.reached, index);
            bring_back(recorder, index, any);
            for (; next < recorder->scratch.reached.count; next++)
                each_reference_after(recorder, recorder->scratch.reached.items[next], come_along);
        }
}
