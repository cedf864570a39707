#include "cut_off.h"

#include "identity.h"

/* For objects that lose a holder and were not sampled, reads the count, so that an object does not die in the log while it lives. */
void adjust(Recorder *recorder, Index index) {
    if (was_sampled(recorder, index) || is_dead_in_plan(recorder, index)) return;
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object || !entry->alive) return;
    Plan *plan = plan_of(recorder, index);
    if (!plan->is_adjusted) {
        plan->is_adjusted = 1;
        PUSH(recorder->interval.adjusted, index);
    }
}

/* The most holders of one object and of a type, and the most members of a group, that are examined. An object with more counts as
 * reachable. */
enum { MOST_HOLDERS = 4096, MOST_HOLDERS_OF_TYPE = 32, LARGEST_GROUP = 1 << 15 };

static int32_t real_external(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object) return entry->external;
    if (is_immortal(entry->object)) return 1;
    int64_t count = was_sampled(recorder, index) ? entry->reference_count : Py_REFCNT(entry->object);
    return (int32_t)(count - incoming_after(recorder, index));
}

/* Whether other objects of this group explain every reference to the object and to all objects that reach it. Then nothing outside
 * refers to any of them. They are left in `members`. */
static int is_cut_off(Recorder *recorder, Index index, CutOff *group) {
    Model *model = &recorder->model;
    uint32_t pass = ++recorder->pass;
    group->members.count = group->pile.count = 0;
    entry_at(model, index)->marked = pass;
    PUSH(group->pile, index);
    /* The latest holder first, because a reachable object is mostly reached by a short path. */
    while (group->pile.count) {
        Index member = group->pile.items[--group->pile.count];
        Entry *entry = entry_at(model, member);
        uint32_t plan = entry->plan;
        PUSH(group->members, member);
        if (entry->is_let_go || (plan && plan_at(recorder, plan)->is_garbage)) continue;
        if (entry->object && !is_dead_in_plan(recorder, member) && may_bring_back(model, entry)) entry->is_awaited = 1;
        int is_found = entry->is_awaited || entry->reachable == recorder->stamp || (plan && plan_at(recorder, plan)->has_gained) ||
                       real_external(recorder, member) > 0 || (entry->external > 0 && !was_sampled(recorder, member));
        if (is_found || group->members.count > LARGEST_GROUP) {
            if (is_found && !was_sampled(recorder, member)) adjust(recorder, member);
            entry_at(model, member)->reachable = entry_at(model, index)->reachable = recorder->stamp;
            return 0;
        }
        int holders = 0, most = entry->is_type ? MOST_HOLDERS_OF_TYPE : MOST_HOLDERS;
        for (Index edge = entry->first_in; edge; edge = edge_at(model, edge)->next_in) {
            Edge *reference = edge_at(model, edge);
            if (reference->count <= reference->going || is_dead_in_plan(recorder, reference->source)) continue;
            if (++holders > most) {
                entry->reachable = entry_at(model, index)->reachable = recorder->stamp;
                return 0;
            }
            Entry *holder = entry_at(model, reference->source);
            if (holder->marked == pass) continue;
            holder->marked = pass;
            PUSH(group->pile, reference->source);
        }
    }
    return 1;
}

void adjust_targets(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out)
        adjust(recorder, edge_at(model, edge)->target);
    uint32_t number = entry_at(model, index)->plan;
    if (!number) return;
    size_t first = plan_at(recorder, number)->first_gain, end = first + plan_at(recorder, number)->gain_count;
    for (size_t gain = first; gain < end; gain++) adjust(recorder, recorder->interval.gains.items[gain].target);
}

int next_cut_off(Recorder *recorder, CutOff *group) {
    Model *model = &recorder->model;
    while (group->next < recorder->interval.adjusted.count) {
        Index index = recorder->interval.adjusted.items[group->next++];
        if (was_sampled(recorder, index) || is_dead_in_plan(recorder, index) || entry_at(model, index)->is_let_go) continue;
        if (!is_cut_off(recorder, index, group)) continue;
        for (size_t position = 0; position < group->members.count; position++) {
            Index member = group->members.items[position];
            if (!entry_at(model, member)->object || entry_at(model, member)->is_let_go || is_dead_in_plan(recorder, member)) continue;
            if (!was_sampled(recorder, member) && is_gone(recorder, member)) {
                mark_vanished(recorder, member);
                continue;
            }
            Plan *plan = plan_of(recorder, member);
            if (plan->is_garbage) continue;
            plan->is_garbage = 1;
            PUSH(recorder->interval.garbage, member);
        }
        return 1;
    }
    return 0;
}
