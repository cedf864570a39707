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

/* So many allocations between two releases still count as one cascade of deallocations. */
enum { CASCADE = 16 };
/* So many operations of the allocator between an object's allocation and its tracking still count as one birth. */
enum { BIRTH = 64 };

int32_t incoming_after(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    return entry->incoming + (entry->plan ? plan_at(recorder, entry->plan)->delta : 0);
}

int32_t external_after(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    return entry->plan ? plan_at(recorder, entry->plan)->external_after : entry->external;
}

void each_reference_after(Recorder *recorder, Index index, void (*visit)(Recorder *, Index, int32_t)) {
    Model *model = &recorder->model;
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out) {
        Edge *reference = edge_at(model, edge);
        if (reference->count > reference->lost && !is_dead_in_plan(recorder, reference->target))
            visit(recorder, reference->target, reference->count - reference->lost);
    }
    uint32_t number = entry_at(model, index)->plan;
    if (!number) return;
    size_t first = plan_at(recorder, number)->first_gain, end = first + plan_at(recorder, number)->gain_count;
    for (size_t gain = first; gain < end; gain++) visit(recorder, recorder->gains.items[gain].target, recorder->gains.items[gain].count);
}

int is_within_reach(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->plan) return entry->external > 0;
    Plan *plan = plan_at(recorder, entry->plan);
    return plan->is_born || entry->external > 0 || plan->is_named || plan->delta < 0;
}

void plan_script(Recorder *recorder, Script script) { PUSH(recorder->scripts, script); }

static void name_until(Recorder *recorder, Index index, uint64_t moment) {
    Plan *plan = plan_of(recorder, index);
    plan->is_named = 1;
    if (plan->last < moment) plan->last = moment;
}

/* ---- counts ---- */

/* A free list took it, or it was made anew there: it does not live on as what the log knows. */
static int is_gone(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object) return 0;
    if (Py_REFCNT(entry->object) == 0 || Py_TYPE(entry->object) != entry->type) return 1;
    return entry->generation <= 2 && !is_tracked(entry->object) &&
           (PyTuple_CheckExact(entry->object) || PyDict_CheckExact(entry->object) || PyList_CheckExact(entry->object));
}

/* What loses a holder and was not sampled: the count is read, so that it does not die in the log while it lives. */
static void adjust(Recorder *recorder, Index index) {
    if (was_sampled(recorder, index) || is_dead_in_plan(recorder, index)) return;
    Entry *entry = entry_at(&recorder->model, index);
    if (!entry->object || !entry->alive) return;
    Plan *plan = plan_of(recorder, index);
    if (!plan->is_adjusted) {
        plan->is_adjusted = 1;
        PUSH(recorder->queue, index);
    }
}

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

/* ---- what is lost ---- */

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

static void adjust_targets(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out)
        adjust(recorder, edge_at(model, edge)->target);
    uint32_t number = entry_at(model, index)->plan;
    if (!number) return;
    size_t first = plan_at(recorder, number)->first_gain, end = first + plan_at(recorder, number)->gain_count;
    for (size_t gain = first; gain < end; gain++) adjust(recorder, recorder->gains.items[gain].target);
}

/* What lost a holder and has none outside: all that it hangs together with is looked at for the last time. True if there was any. */
static int look_for_the_lost(Recorder *recorder) {
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
    if (kind == SAMPLE_AFTER) return;
    find_garbage(recorder);
    if (kind == SAMPLE_BEGIN) return;
    /* What garbage refers to loses a holder as well, in the collection. */
    size_t adjusted = recorder->queue.count;
    for (size_t position = 0; position < recorder->garbage.count; position++) adjust_targets(recorder, recorder->garbage.items[position]);
    if (recorder->queue.count == adjusted) return;
    look_for_the_lost(recorder);
    settle_counts(recorder);
}

/* ---- moments ---- */

static void date_births(Recorder *recorder) {
    uint64_t latest = recorder->started;
    int was_frozen = 0;
    for (size_t position = 0; position < recorder->listed.count; position++) {
        Index index = recorder->listed.items[position];
        if (is_dead_in_plan(recorder, index)) continue;
        Plan *plan = plan_of(recorder, index);
        if (was_frozen && !plan->is_frozen && recorder->has_frozen) {
            recorder->freeze_moment = latest;
            latest++;
        }
        was_frozen = plan->is_frozen;
        if (plan->is_born) {
            if (plan->birth <= recorder->started) {
                plan->is_reused = 1;
                plan->birth = plan->is_tracked ? latest : recorder->started;
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
    if (was_frozen) recorder->freeze_moment = latest;
}

static void date_gains(Recorder *recorder) {
    for (size_t number = 1; number < recorder->plans.count; number++) {
        Plan *plan = plan_at(recorder, number);
        if (plan->is_dead) continue;
        uint64_t settled = plan->is_born ? plan->birth : recorder->started;
        for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
            uint32_t target = entry_at(&recorder->model, recorder->gains.items[gain].target)->plan;
            Plan *held = plan_at(recorder, target);
            if (held->is_born && held->birth > settled) settled = held->birth;
        }
        plan->settled = settled;
        if (!plan->gain_count) continue;
        for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++)
            name_until(recorder, recorder->gains.items[gain].target, settled);
        name_until(recorder, plan->entry, settled);
    }
}

static void date_weak_references(Recorder *recorder) {
    for (size_t position = 0; position < recorder->listed.count; position++) {
        Index index = recorder->listed.items[position];
        Plan *plan = plan_of(recorder, index);
        if (!plan->is_born || !plan->weak_target || plan->is_dead || is_dead_in_plan(recorder, plan->weak_target)) continue;
        uint64_t birth = plan->birth;
        name_until(recorder, plan->weak_target, birth);
        plan_of(recorder, plan->weak_target)->has_gained = 1;
    }
}

static Recorder *sorting; /* qsort has no argument to pass it through; set under the GIL */

static int by_death(const void *left, const void *right) {
    const Plan *a = plan_at(sorting, entry_at(&sorting->model, *(const Index *)left)->plan);
    const Plan *b = plan_at(sorting, entry_at(&sorting->model, *(const Index *)right)->plan);
    if (a->death_seen != b->death_seen) return a->death_seen < b->death_seen ? 1 : -1;
    return *(const Index *)left < *(const Index *)right ? -1 : 1;
}

/* A holder's memory is freed after that of what it held: both die when the holder does. */
static void date_deaths(Recorder *recorder) {
    Model *model = &recorder->model;
    sorting = recorder;
    qsort(recorder->dead.items, recorder->dead.count, sizeof(Index), by_death);
    for (size_t position = 0; position < recorder->dead.count; position++) {
        Index index = recorder->dead.items[position];
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
    /* Of what vanished, the holders' death is the latest that it can have lived to, and that of what it held the earliest. */
    for (int round = 0; round < 4; round++) {
        for (size_t position = 0; position < recorder->dead.count; position++) {
            Index index = recorder->dead.items[position];
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
    for (size_t position = 0; position < recorder->dead.count; position++) {
        Plan *plan = plan_of(recorder, recorder->dead.items[position]);
        if (!plan->death) plan->death = recorder->ended;
    }
    for (size_t position = 0; position < recorder->dead.count; position++) {
        Index index = recorder->dead.items[position];
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

static Index function_of_generator;

#if PY_VERSION_HEX >= 0x030D0000
static void find_function(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    if (!function_of_generator && entry_at(&recorder->model, target)->type == &PyFunction_Type) function_of_generator = target;
}
#endif

/* A suspended generator's finalizer closes it, which drops what its frame holds. It is said when the generator is first seen, since
 * afterwards it may get suspended and lost unseen; one that has not begun to run is taken to begin yet. */
static void plan_generators(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->listed.count; position++) {
        Index index = recorder->listed.items[position];
        Entry *entry = entry_at(model, index);
        if (!(entry->form & FORM_GENERATOR) || is_dead_in_plan(recorder, index)) continue;
        Plan *plan = plan_of(recorder, index);
        if (!plan->is_born || !entry->type->tp_finalize || is_finalized(entry->object)) continue;
        /* From 3.12 on nothing is done to one that has not begun; garbage cannot begin any more. */
        if (plan->is_garbage && (entry->form & FORM_NOT_STARTED) && COLLECTS_AT_SAFE_POINTS) continue;
        uint64_t moment = plan->settled > plan->birth ? plan->settled : plan->birth;
        function_of_generator = 0;
#if PY_VERSION_HEX >= 0x030D0000
        if (!(entry->form & FORM_SUSPENDED) || (entry->form & (FORM_CLOSES_LOCALS_ONLY | FORM_NOT_STARTED)))
            each_reference_after(recorder, index, find_function);
#endif
        Index function = function_of_generator;
        if (function) plan_script(recorder, (Script){"finalizer", "retain", index, function, 0, 1, moment, 0});
        plan_script(recorder, (Script){"finalizer", "clear", index, index, 0, 1, moment, 0});
        if (function) {
            plan_script(recorder, (Script){"finalizer", "ref", index, index, function, 1, moment, 0});
            plan_script(recorder, (Script){"finalizer", "release", index, function, 0, 1, moment, 0});
        }
    }
}

void plan_interval(Recorder *recorder, SampleKind kind) {
    count_references(recorder, kind);
    if (kind == SAMPLE_BEGIN) return;
    date_births(recorder);
    date_gains(recorder);
    date_weak_references(recorder);
    date_deaths(recorder);
    plan_generators(recorder);
    date_garbage(recorder);
}
