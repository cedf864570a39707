#include "inference.h"

#include "cut_off.h"
#include "garbage.h"
#include "generators.h"
#include "identity.h"
#include "moments.h"
#include "names.h"
#include "sample.h"

/* Drops the references of dead objects, and with them perhaps other objects that a free list took. Returns the number of dead objects. */
static size_t spread_deaths(Recorder *recorder, size_t from) {
    Interval *interval = &recorder->interval;
    Model *model = &recorder->model;
    for (size_t position = from; position < interval->dead.count; position++) {
        Index dead = interval->dead.items[position];
        for (Index edge = entry_at(model, dead)->first_out; edge; edge = edge_at(model, edge)->next_out) {
            Index target = edge_at(model, edge)->target;
            plan_of(recorder, target)->delta -= edge_at(model, edge)->count - edge_at(model, edge)->going;
            if (was_sampled(recorder, target) || is_dead_in_plan(recorder, target) || !entry_at(model, target)->alive) continue;
            if (is_gone(recorder, target)) mark_vanished(recorder, target);
        }
    }
    return interval->dead.count;
}

/* The log has more references to a sampled object than the object has: a holder that was not examined has dropped its own. */
static void look_for_stale_holders(Recorder *recorder) {
    Interval *interval = &recorder->interval;
    Model *model = &recorder->model;
    for (size_t position = 0; position < interval->sampled.count; position++) {
        Index index = interval->sampled.items[position];
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

static void plan_external(Recorder *recorder) {
    Interval *interval = &recorder->interval;
    Model *model = &recorder->model;
    for (size_t position = 0; position < interval->sampled.count; position++) {
        Index index = interval->sampled.items[position];
        if (is_dead_in_plan(recorder, index)) continue;
        Entry *entry = entry_at(model, index);
        if (entry->is_let_go) continue;
        int32_t incoming = incoming_after(recorder, index), external = entry->reference_count - incoming;
        if (is_immortal(entry->object)) external = entry->external > 0 ? entry->external : entry->reference_count;
        if (external < 0) {
            recorder->clamped++;
            external = 0;
        }
        if (external == 0 && incoming <= 0) external = 1 - incoming;
        if (external > 0) entry->is_awaited = 0;
        if (entry->is_awaited) external = 1;
        if (external != entry->external || entry->plan) plan_of(recorder, index)->external_after = external;
    }
    for (size_t position = 0; position < interval->adjusted.count; position++) {
        Index index = interval->adjusted.items[position];
        Entry *entry = entry_at(model, index);
        if (was_sampled(recorder, index) || entry->is_let_go) continue;
        int32_t incoming = incoming_after(recorder, index);
        int32_t real = is_immortal(entry->object) ? entry->external : (int32_t)Py_REFCNT(entry->object) - incoming;
        if (real < entry->external) real = entry->external;
        if (incoming + real <= 0) real = 1 - incoming;
        if (real == 0 && entry->is_awaited) real = 1;
        plan_of(recorder, index)->external_after = real;
    }
}

static void find_again_too(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Entry *entry = entry_at(&recorder->model, target);
    if (!entry->is_let_go || !entry->object || is_dead_in_plan(recorder, target)) return;
    entry->is_let_go = 0;
    PUSH(recorder->scratch.reached, target);
}

/* An object that was released but still has a reference: a weak reference found it before a collection did. It belongs to the program
 * again, with all that it refers to. Under other thresholds it may be dead by then, and the program would have acted in another way.
 * Returns true if there was any. */
static int find_again(Recorder *recorder) {
    Model *model = &recorder->model;
    Interval *interval = &recorder->interval;
    recorder->scratch.reached.count = 0;
    for (size_t position = 0; position < interval->sampled.count; position++) {
        Index index = interval->sampled.items[position];
        Entry *entry = entry_at(model, index);
        if (!entry->is_let_go || is_dead_in_plan(recorder, index) || is_immortal(entry->object)) continue;
        int has_gained = entry->plan && plan_at(recorder, entry->plan)->has_gained;
        if (has_gained || entry->reference_count > incoming_after(recorder, index)) find_again_too(recorder, index, 1);
    }
    for (size_t position = 0; position < recorder->scratch.reached.count; position++) {
        sample_also(recorder, recorder->scratch.reached.items[position]);
        each_reference_after(recorder, recorder->scratch.reached.items[position], find_again_too);
    }
    return recorder->scratch.reached.count > 0;
}

/* Examines, for the last time, everything to which nothing outside refers any more. Returns true if there was anything new. */
static int look_at_what_is_cut_off(Recorder *recorder) {
    Interval *interval = &recorder->interval;
    Model *model = &recorder->model;
    size_t sampled = interval->sampled.count, dead = interval->dead.count;
    CutOff *group = &recorder->scratch.cut_off;
    group->next = 0;
    while (next_cut_off(recorder, group)) {
        for (size_t position = 0; position < group->members.count; position++) {
            Index member = group->members.items[position];
            Entry *entry = entry_at(model, member);
            if (entry->object && !was_sampled(recorder, member) && !entry->is_let_go && !is_dead_in_plan(recorder, member))
                sample_also(recorder, member);
        }
        /* The targets of their references may be cut off with them. */
        for (size_t position = 0; position < group->members.count; position++) adjust_targets(recorder, group->members.items[position]);
    }
    return interval->sampled.count > sampled || interval->dead.count > dead;
}

/* One examination leads to another: a death leads to the objects that it held, a lost reference to the objects without a holder, and
 * examined objects to further losses. */
static void look_until_nothing_is_new(Recorder *recorder) {
    Interval *interval = &recorder->interval;
    size_t dead = 0;
    for (;;) {
        size_t before = interval->dead.count;
        dead = spread_deaths(recorder, dead);
        look_for_stale_holders(recorder);
        if (interval->dead.count != before || find_again(recorder)) continue;
        for (size_t position = 0; position < interval->losses.count; position++) adjust(recorder, interval->losses.items[position].target);
        for (size_t position = 0; position < interval->dead.count; position++) adjust_targets(recorder, interval->dead.items[position]);
        if (!look_at_what_is_cut_off(recorder)) return;
    }
}

static void count_references(Recorder *recorder, LookKind kind) {
    Interval *interval = &recorder->interval;
    interval->adjusted.count = 0;
    look_until_nothing_is_new(recorder);
    plan_external(recorder);
    find_garbage(recorder, kind == LOOK_MIDWAY);
    if (kind == LOOK_BEGIN) return;
    /* The targets of garbage's references lose a holder as well, in the collection. */
    size_t adjusted = interval->adjusted.count;
    for (size_t position = 0; position < interval->garbage.count; position++) adjust_targets(recorder, interval->garbage.items[position]);
    if (interval->adjusted.count == adjusted) return;
    look_at_what_is_cut_off(recorder);
    plan_external(recorder);
}

void look(Recorder *recorder, LookKind kind, int top) {
    Interval *interval = &recorder->interval;
    sample_take(recorder, top);
    count_references(recorder, kind);
    name_gains(recorder);
    if (kind != LOOK_BEGIN) {
        date_births(recorder);
        date_gains(recorder);
        date_weak_references(recorder);
        date_deaths(recorder);
        spread_reach(recorder);
        plan_generators(recorder);
        date_garbage(recorder);
    }
    interval->step_end = recorder->allocations.steps.count;
    interval->switch_end = recorder->allocations.switches.count;
    interval->freed_end = recorder->allocations.freed.count;
    interval->over_since = recorder->allocations.over_since;
    recorder->allocations.threshold = *threshold_of(recorder->collector, 0);
}

void end_interval(Recorder *recorder) {
    Interval *interval = &recorder->interval;
    Model *model = &recorder->model;
    for (size_t number = 1; number < interval->plans.count; number++) {
        Plan *plan = plan_at(recorder, number);
        Entry *entry = entry_at(model, plan->entry);
        if (entry->alive && plan->is_garbage) entry->is_let_go = 1;
        if (entry->plan == number) entry->plan = 0;
        Block *slot = plan->is_vanished && entry->block ? blocks_find(&interval->vanished, entry->block) : NULL;
        if (slot) blocks_remove(&interval->vanished, slot);
    }
    for (size_t position = 0; position < model->dead.count; position++) forget_block(recorder, model->dead.items[position]);
    model_reap(model);
    interval->plans.count = 1;
    interval->gains.count = interval->losses.count = interval->scripts.count = interval->actions.count = 0;
    interval->listed.count = interval->sampled.count = interval->candidates.count = 0;
    interval->garbage.count = interval->dead.count = 0;
    interval->has_frozen = interval->has_unfrozen = 0;
    allocations_forget(&recorder->allocations);
    interval->started = interval->ended;
    interval->step_position = 0;
    /* Small amounts that have not been written yet are still to be written. */
    recorder->true_balance -= model->balance;
    model->balance = 0;
}
