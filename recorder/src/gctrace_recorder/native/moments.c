/* When, within an interval, objects were born, gained references, and died. */
#include "moments.h"

/* This many allocations between two releases still belong to one cascade of deallocations. */
enum { CASCADE = 16 };
/* This many operations of the allocator between an object's allocation and its tracking still belong to one birth. */
enum { BIRTH = 64 };

static void name_until(Recorder *recorder, Index index, uint64_t moment) {
    Plan *plan = plan_of(recorder, index);
    plan->is_named = 1;
    if (plan->last < moment) plan->last = moment;
}

/* How far up the chain of holders the death of an object on a free list is searched for. */
enum { HOLDERS_DEEP = 3 };

/* An object on a free list died no earlier than the last of its holders whose memory was freed. `started`: of none. */
static uint64_t earliest_death(Recorder *recorder, Index index, int depth) {
    uint64_t earliest = recorder->interval.started;
    for (Index edge = entry_at(&recorder->model, index)->first_in; edge; edge = edge_at(&recorder->model, edge)->next_in) {
        Index source = edge_at(&recorder->model, edge)->source;
        uint32_t number = entry_at(&recorder->model, source)->plan;
        if (!number || !plan_at(recorder, number)->is_dead || source == index) continue;
        uint64_t death = plan_at(recorder, number)->death_seen;
        if (plan_at(recorder, number)->is_vanished) death = depth > 0 ? earliest_death(recorder, source, depth - 1) : 0;
        if (death > earliest) earliest = death;
    }
    return earliest;
}

/* An object in reused memory of a free list was born after the death of the previous one, and before its successor on the list. */
static void date_after_formers(Recorder *recorder) {
    uint64_t next = recorder->interval.ended;
    for (size_t position = recorder->interval.listed.count; position-- > 0;) {
        Plan *plan = plan_of(recorder, recorder->interval.listed.items[position]);
        if (!plan->is_born || plan->is_dead) continue;
        if (plan->birth > recorder->interval.started) {
            if (plan->is_tracked && plan->birth < next) next = plan->birth;
            continue;
        }
        if (!plan->former) continue;
        uint64_t birth = earliest_death(recorder, plan->former, HOLDERS_DEEP) + 1;
        plan->after = birth < next ? birth : next;
    }
}

/* An object on no list, in reused memory of a free list, was created for the first object that holds it. */
static void date_by_holders(Recorder *recorder) {
    for (size_t number = 1; number < recorder->interval.plans.count; number++) {
        Plan *holder = plan_at(recorder, number);
        if (!holder->is_born || holder->is_dead || (holder->is_reused && !holder->is_tracked)) continue;
        for (size_t gain = holder->first_gain; gain < holder->first_gain + holder->gain_count; gain++) {
            Plan *plan = plan_at(recorder, entry_at(&recorder->model, recorder->interval.gains.items[gain].target)->plan);
            if (!plan->is_born || !plan->is_reused || plan->is_tracked) continue;
            if (!plan->before || holder->birth < plan->before) plan->before = holder->birth;
        }
    }
    for (size_t number = 1; number < recorder->interval.plans.count; number++)
        if (plan_at(recorder, number)->birth < plan_at(recorder, number)->before)
            plan_at(recorder, number)->birth = plan_at(recorder, number)->before;
}

void date_births(Recorder *recorder) {
    date_after_formers(recorder);
    uint64_t latest = recorder->interval.started;
    int was_frozen = 0;
    for (size_t position = 0; position < recorder->interval.listed.count; position++) {
        Index index = recorder->interval.listed.items[position];
        if (is_dead_in_plan(recorder, index)) continue;
        Plan *plan = plan_of(recorder, index);
        if (was_frozen && !plan->is_frozen && recorder->interval.has_frozen) {
            recorder->interval.freeze_moment = latest;
            latest++;
        }
        was_frozen = plan->is_frozen;
        if (plan->is_born) {
            if (plan->birth <= recorder->interval.started) {
                plan->is_reused = 1;
                plan->birth = plan->is_tracked && latest > plan->after ? latest : plan->after;
            }
            if (!plan->is_tracked) continue;
            if (plan->birth > latest) latest = plan->birth;
            plan->tracked = latest;
            if (latest - plan->birth > BIRTH) {
                plan->is_tracked_late = 1;
            } else {
                plan->birth = latest;
            }
        } else {
            plan->tracked = latest;
        }
        if (plan->last < plan->tracked) plan->last = plan->tracked;
    }
    if (was_frozen) recorder->interval.freeze_moment = latest;
    date_by_holders(recorder);
}

/* A tuple is created complete. A dict that holds only tuples is examined as a whole, because a collection may have untracked it. */
static int gains_one_by_one(Recorder *recorder, const Plan *plan) {
    const Entry *entry = entry_at(&recorder->model, plan->entry);
    if (plan->gain_count < 2 || entry->type == &PyTuple_Type) return 0;
    return entry->type != &PyDict_Type || (entry->first_out && holds_what_keeps_tracked(&recorder->model, plan->entry));
}

uint64_t moment_of_gain(Recorder *recorder, const Plan *holder, const Reference *gain) {
    const Plan *held = plan_at(recorder, entry_at(&recorder->model, gain->target)->plan);
    uint64_t moment = holder->is_born ? holder->birth : recorder->interval.started;
    return held->is_born && held->birth > moment ? held->birth : moment;
}

void date_gains(Recorder *recorder) {
    for (size_t number = 1; number < recorder->interval.plans.count; number++) {
        Plan *plan = plan_at(recorder, number);
        if (plan->is_dead) continue;
        uint64_t complete = plan->is_born ? plan->birth : recorder->interval.started;
        for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
            uint64_t moment = moment_of_gain(recorder, plan, &recorder->interval.gains.items[gain]);
            if (moment > complete) complete = moment;
        }
        plan->complete = complete;
        if (!plan->gain_count) continue;
        plan->gains_apart = gains_one_by_one(recorder, plan);
        for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
            const Reference *reference = &recorder->interval.gains.items[gain];
            name_until(recorder, reference->target, plan->gains_apart ? moment_of_gain(recorder, plan, reference) : complete);
        }
        name_until(recorder, plan->entry, complete);
    }
}

void date_weak_references(Recorder *recorder) {
    for (size_t position = 0; position < recorder->interval.listed.count; position++) {
        Index index = recorder->interval.listed.items[position];
        Plan *plan = plan_of(recorder, index);
        if (!plan->is_born || !plan->weak_target || plan->is_dead || is_dead_in_plan(recorder, plan->weak_target)) continue;
        uint64_t birth = plan->birth;
        name_until(recorder, plan->weak_target, birth);
        plan_of(recorder, plan->weak_target)->has_gained = 1;
    }
}

static int latest_first(const void *left, const void *right) {
    const SortKey *a = left, *b = right;
    if (a->moment != b->moment) return a->moment < b->moment ? 1 : -1;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

void sort_latest_first(Recorder *recorder, Index *entries, size_t count, uint64_t (*moment_of)(const Plan *)) {
    recorder->scratch.sort_keys.count = 0;
    for (size_t position = 0; position < count; position++)
        PUSH(recorder->scratch.sort_keys, (SortKey){moment_of(plan_of(recorder, entries[position])), entries[position]});
    if (count) qsort(recorder->scratch.sort_keys.items, count, sizeof(SortKey), latest_first);
    for (size_t position = 0; position < count; position++) entries[position] = recorder->scratch.sort_keys.items[position].entry;
}

static uint64_t death_seen(const Plan *plan) { return plan->death_seen; }

/* A holder's memory is freed after that of the objects that it held: all die with the holder. */
void date_deaths(Recorder *recorder) {
    Model *model = &recorder->model;
    sort_latest_first(recorder, recorder->interval.dead.items, recorder->interval.dead.count, death_seen);
    for (size_t position = 0; position < recorder->interval.dead.count; position++) {
        Index index = recorder->interval.dead.items[position];
        Plan *plan = plan_of(recorder, index);
        if (plan->is_vanished) continue;
        for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
            uint32_t number = entry_at(model, edge_at(model, edge)->source)->plan;
            if (!number || edge_at(model, edge)->source == index) continue;
            Plan *holder = plan_at(recorder, number);
            if (holder->is_dead && !holder->is_vanished && holder->death_seen >= plan->death_seen &&
                holder->death_allocations - plan->death_allocations <= CASCADE && holder->death > plan->death)
                plan->death = holder->death;
        }
    }
    /* For an object that vanished, the death of its holders is its latest possible death, and the death of the objects that it held
     * the earliest. */
    for (int round = 0; round < 4; round++) {
        for (size_t position = 0; position < recorder->interval.dead.count; position++) {
            Index index = recorder->interval.dead.items[position];
            Plan *plan = plan_of(recorder, index);
            if (!plan->is_vanished || plan->death) continue;
            uint64_t death = 0;
            if (entry_at(model, index)->external == 0)
                for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
                    uint32_t number = entry_at(model, edge_at(model, edge)->source)->plan;
                    if (number && plan_at(recorder, number)->is_dead && plan_at(recorder, number)->death > death)
                        death = plan_at(recorder, number)->death;
                }
            if (!death)
                for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out) {
                    uint32_t number = entry_at(model, edge_at(model, edge)->target)->plan;
                    if (number && plan_at(recorder, number)->is_dead && plan_at(recorder, number)->death > death)
                        death = plan_at(recorder, number)->death;
                }
            plan_of(recorder, index)->death = death;
        }
    }
    for (size_t position = 0; position < recorder->interval.dead.count; position++) {
        Plan *plan = plan_of(recorder, recorder->interval.dead.items[position]);
        if (!plan->death) plan->death = recorder->interval.ended;
    }
    for (size_t number = 1; number < recorder->interval.plans.count; number++) {
        Plan *plan = plan_at(recorder, number);
        if (!plan->former || plan->is_dead) continue;
        Plan *former = plan_at(recorder, entry_at(model, plan->former)->plan);
        if (former->is_vanished && former->death >= plan->birth) former->death = plan->birth - 1;
    }
    for (size_t position = 0; position < recorder->interval.dead.count; position++) {
        Index index = recorder->interval.dead.items[position];
        uint64_t death = plan_of(recorder, index)->death;
        for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
            Index source = edge_at(model, edge)->source;
            uint32_t number = entry_at(model, source)->plan;
            if (number && plan_at(recorder, number)->is_dead) {
                if (plan_at(recorder, number)->death < death) plan_of(recorder, index)->outlives_holder = 1;
            } else {
                name_until(recorder, source, death);
            }
        }
    }
}
