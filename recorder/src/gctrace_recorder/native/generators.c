/* The effects of a generator's finalizer. */
#include "generators.h"

static void find_function(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    if (!recorder->scratch.function && entry_at(&recorder->model, target)->type == &PyFunction_Type) recorder->scratch.function = target;
}

/* Assumes that a generator that has not begun to run will still begin. */
static void write_closing(Recorder *recorder, Index index, uint64_t moment) {
    recorder->scratch.function = 0;
    if (entry_at(&recorder->model, index)->form & FORM_KEEPS_FUNCTION) each_reference_after(recorder, index, find_function);
    Index function = recorder->scratch.function;
    if (function) plan_script(recorder, (Script){"finalizer", "retain", index, function, 0, 1, moment, 0});
    plan_script(recorder, (Script){"finalizer", "clear", index, index, 0, 1, moment, 0});
    if (function) {
        plan_script(recorder, (Script){"finalizer", "ref", index, index, function, 1, moment, 0});
        plan_script(recorder, (Script){"finalizer", "release", index, function, 0, 1, moment, 0});
    }
}

/* The finalizer of a suspended generator closes it, which drops the references of its frame. This effect is written when the generator
 * is first seen, because the generator may later be suspended and die without being seen. It is corrected when the generator is seen
 * to be garbage. */
void plan_generators(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->interval.sampled.count; position++) {
        Index index = recorder->interval.sampled.items[position];
        Entry *entry = entry_at(model, index);
        if (!(entry->form & FORM_GENERATOR) || !entry->plan || is_dead_in_plan(recorder, index)) continue;
        if (!entry->type->tp_finalize || is_finalized(entry->object)) continue;
        Plan *plan = plan_of(recorder, index);
        if (!plan->is_born && !(plan->is_garbage && is_within_reach(recorder, index))) continue;
        uint64_t moment = plan->is_garbage ? 0 : plan->complete > plan->birth ? plan->complete : plan->birth;
        if (plan->is_garbage) plan->is_named = 1;
        if (!plan->is_born) plan_script(recorder, (Script){"finalizer", NULL, index, index, 0, 1, moment, 0});
        if (plan->is_garbage && !is_closed_as_garbage(entry)) continue;
        write_closing(recorder, index, moment);
    }
}
