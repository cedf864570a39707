#include "recorder.h"

Plan *plan_of(Recorder *recorder, Index index) {
    uint32_t number = entry_at(&recorder->model, index)->plan;
    if (!number) {
        number = (uint32_t)recorder->interval.plans.count;
        CHUNKED_PUSH(recorder->interval.plans, (Plan){.entry = index, .external_after = entry_at(&recorder->model, index)->external});
        entry_at(&recorder->model, index)->plan = number;
    }
    return plan_at(recorder, number);
}

void plan_script(Recorder *recorder, Script script) { PUSH(recorder->interval.scripts, script); }

void plan_action(Recorder *recorder, uint64_t moment, ActionKind kind, Index entry, Index other, int32_t count) {
    PUSH(recorder->interval.actions, (Action){moment, action_rank(kind, recorder->interval.actions.count), entry, other, count});
}

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
