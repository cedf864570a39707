/* What loses a holder: whether it is still within reach, and if not, what is lost with it. */
#include "recorder.h"

/* A free list took it, or it was made anew there: it does not live on as what the log knows. */
int is_gone(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object) return 0;
    if (Py_REFCNT(entry->object) == 0 || Py_TYPE(entry->object) != entry->type) return 1;
    return entry->generation <= 2 && !is_tracked(entry->object) &&
           (PyTuple_CheckExact(entry->object) || PyDict_CheckExact(entry->object) || PyList_CheckExact(entry->object));
}

/* What loses a holder and was not sampled: the count is read, so that it does not die in the log while it lives. */
void adjust(Recorder *recorder, Index index) {
    if (was_sampled(recorder, index) || is_dead_in_plan(recorder, index)) return;
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object || !entry->alive) return;
    Plan *plan = plan_of(recorder, index);
    if (!plan->is_adjusted) {
        plan->is_adjusted = 1;
        PUSH(recorder->queue, index);
    }
}

/* Holders of one object, of a type, and members of a trail that are looked at, at most, before something counts as within reach. */
enum { MOST_HOLDERS = 4096, MOST_HOLDERS_OF_TYPE = 32, LONGEST_TRAIL = 1 << 15 };

static int32_t real_external(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object) return entry->external;
    if (is_immortal(entry->object)) return 1;
    int64_t count = was_sampled(recorder, index) ? entry->reference_count : Py_REFCNT(entry->object);
    return (int32_t)(count - incoming_after(recorder, index));
}

/* Whether every reference to it, and to all that it is reachable from, is explained by others of these objects: then nothing
 * outside refers to any of them. They are left in `trail`. */
static int is_lost(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    uint32_t pass = ++recorder->pass;
    recorder->trail.count = recorder->pile.count = 0;
    entry_at(model, index)->marked = pass;
    PUSH(recorder->pile, index);
    /* The latest holder first: what is within reach is mostly so by a short way. */
    while (recorder->pile.count) {
        Index member = recorder->pile.items[--recorder->pile.count];
        Entry *entry = entry_at(model, member);
        uint32_t plan = entry->plan;
        PUSH(recorder->trail, member);
        if (entry->is_lost || (plan && plan_at(recorder, plan)->is_garbage)) continue;
        int is_found = entry->reachable == recorder->stamp || (plan && plan_at(recorder, plan)->has_gained) ||
                       real_external(recorder, member) > 0 || (entry->external > 0 && !was_sampled(recorder, member));
        if (is_found || recorder->trail.count > LONGEST_TRAIL) {
            if (is_found && !was_sampled(recorder, member)) adjust(recorder, member);
            entry_at(model, member)->reachable = entry_at(model, index)->reachable = recorder->stamp;
            return 0;
        }
        int holders = 0, most = entry->is_type ? MOST_HOLDERS_OF_TYPE : MOST_HOLDERS;
        for (Index edge = entry->first_in; edge; edge = edge_at(model, edge)->next_in) {
            Edge *reference = edge_at(model, edge);
            if (reference->count <= reference->lost || is_dead_in_plan(recorder, reference->source)) continue;
            if (++holders > most) {
                entry->reachable = entry_at(model, index)->reachable = recorder->stamp;
                return 0;
            }
            Entry *holder = entry_at(model, reference->source);
            if (holder->marked == pass) continue;
            holder->marked = pass;
            PUSH(recorder->pile, reference->source);
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
    for (size_t gain = first; gain < end; gain++) adjust(recorder, recorder->gains.items[gain].target);
}

/* What lost a holder and has none outside: all that it hangs together with is looked at for the last time. True if there was any. */
int look_for_the_lost(Recorder *recorder) {
    Model *model = &recorder->model;
    size_t sampled = recorder->sampled.count, dead = recorder->dead.count;
    for (size_t position = 0; position < recorder->queue.count; position++) {
        Index index = recorder->queue.items[position];
        if (was_sampled(recorder, index) || is_dead_in_plan(recorder, index) || entry_at(model, index)->is_lost) continue;
        if (!is_lost(recorder, index)) continue;
        for (size_t member = 0; member < recorder->trail.count; member++) {
            Index lost = recorder->trail.items[member];
            if (!entry_at(model, lost)->object || entry_at(model, lost)->is_lost || is_dead_in_plan(recorder, lost)) continue;
            if (!was_sampled(recorder, lost) && is_gone(recorder, lost)) {
                mark_vanished(recorder, lost);
                continue;
            }
            Plan *plan = plan_of(recorder, lost);
            if (plan->is_garbage) continue;
            plan->is_garbage = 1;
            PUSH(recorder->garbage, lost);
        }
        for (size_t member = 0; member < recorder->trail.count; member++) {
            Index lost = recorder->trail.items[member];
            if (entry_at(model, lost)->object && !was_sampled(recorder, lost) && !entry_at(model, lost)->is_lost &&
                !is_dead_in_plan(recorder, lost))
                sample_also(recorder, lost);
        }
        /* And so may be what they refer to. */
        for (size_t member = 0; member < recorder->trail.count; member++) adjust_targets(recorder, recorder->trail.items[member]);
    }
    return recorder->sampled.count > sampled || recorder->dead.count > dead;
}
