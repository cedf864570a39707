/* Births of objects, in fresh memory or in that of a free list, and their references from then on. */
#include "births.h"

#include "balance.h"

void write_gains(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    if (!entry_at(model, index)->alive) return;
    Plan plan = *plan_of(recorder, index);
    int may_be_untracked = UNTRACKS_DICTS && is_plain(entry_at(model, index), &PyDict_Type) && entry_at(model, index)->generation < PERMANENT &&
                           !holds_what_keeps_tracked(model, index);
    int is_tracked_again = 0;
    for (size_t gain = plan.first_gain; gain < plan.first_gain + plan.gain_count; gain++) {
        Index target = recorder->interval.gains.items[gain].target;
        if (!entry_at(model, target)->alive) continue;
        model_reference(model, index, target, recorder->interval.gains.items[gain].count, recorder->interval.gains.items[gain].name);
        if (may_be_untracked && entry_at(model, target)->generation != UNTRACKED) is_tracked_again = 1;
    }
    /* A dict that no collection has untracked in this run, but one might under other thresholds. */
    if (is_tracked_again) model_keep_tracked(model, index);
    Index pin = plan.is_pinned ? model_edge_to(model, index, model->sentinel) : 0;
    if (pin) model_unreference(model, pin, 1);
    plan_of(recorder, index)->is_pinned = 0;
    plan_of(recorder, index)->gain_count = 0;
}

void write_gain(Recorder *recorder, Index index, size_t gain) {
    Model *model = &recorder->model;
    const Reference *reference = &recorder->interval.gains.items[gain];
    if (entry_at(model, index)->alive && entry_at(model, reference->target)->alive)
        model_reference(model, index, reference->target, reference->count, reference->name);
}

/* A tuple is complete when the program sees it. If it were still empty at a collection, the collection would untrack it for good. */
static void fill_tuple(Recorder *recorder, Index index) {
    Plan *plan = plan_of(recorder, index);
    for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
        Index target = recorder->interval.gains.items[gain].target;
        if (entry_at(&recorder->model, target)->number || is_dead_in_plan(recorder, target)) continue;
        plan->is_pinned = 1;
        model_reference(&recorder->model, index, model_sentinel(&recorder->model), 1, 0);
        return;
    }
    write_gains(recorder, index);
}

void write_passing(Recorder *recorder, const Waiting *waiting, uint64_t moment) {
    Model *model = &recorder->model;
    int is_counted = model_will_count(model, waiting->entry, 0, waiting->first_size);
    if (is_counted) make_room(recorder, moment);
    model_allocate(model, waiting->entry, 0, 0, 0, waiting->first_size, 0);
    if (is_counted) recorder->polls_owed++;
}

void write_birth_of(Recorder *recorder, Index index, uint64_t moment) {
    Model *model = &recorder->model;
    Plan plan = *plan_of(recorder, index);
    Index target = 0;
    if (plan.weak_target && plan.is_tracked && entry_at(model, index)->is_weak_reference) {
        target = plan.weak_target;
        /* An object that comes later on its list than a weak reference to it. */
        if (!entry_at(model, target)->number && entry_at(model, target)->plan && !is_dead_in_plan(recorder, target)) {
            plan_of(recorder, target)->is_tracked_late = 1;
            write_birth_of(recorder, target, moment);
        }
        if (!entry_at(model, target)->alive || entry_at(model, index)->number) target = 0;
    }
    if (entry_at(model, index)->number) {
        if (plan.is_tracked && entry_at(model, index)->alive && entry_at(model, index)->generation == UNTRACKED)
            model_track(model, index);
        return;
    }
    int is_counted = target || model_will_count(model, index, plan.is_reused, plan.first_size);
    int is_tracked = plan.is_tracked && !plan.is_tracked_late;
    if (is_counted) make_room(recorder, moment);
    model_allocate(model, index, target, is_tracked, plan.is_reused, plan.first_size, plan.site);
    if (plan.external_after > 1) model_retain(model, index, plan.external_after - 1);
    if (is_plain(entry_at(model, index), &PyTuple_Type) && plan.is_tracked) fill_tuple(recorder, index);
    if (is_counted) recorder->polls_owed++;
}
