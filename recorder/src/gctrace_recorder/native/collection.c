/* A collection: what starts it in a replay, what only hindsight tells of it, and what the real collector reported. */
#include "recorder.h"

/* _PyObject_GC_Collect's choice: the oldest generation over its threshold, the full one only if enough is pending. -1: none. */
static int generation_due(Collector *collector) {
    for (int generation = 2; generation >= 0; generation--) {
        if (collector->generations[generation].count <= collector->generations[generation].threshold) continue;
        if (generation == 2 && collector->long_lived_pending < collector->long_lived_total / 4) continue;
        return generation;
    }
    return -1;
}

static int is_explicit(Collector *collector, int generation) {
    int is_over = collector->generations[0].threshold != 0 && collector->generations[0].count > collector->generations[0].threshold;
    if (!collector->enabled || generation_due(collector) != generation) return 1;
    /* From 3.12 on deallocations may have brought the count down again before the safe point came. */
    return COLLECTS_AT_SAFE_POINTS ? !is_over && generation == 2 : !is_over;
}

static void note_callback(PyObject *weak_reference, void *context) {
    Recorder *recorder = context;
    Block *place = blocks_find(&recorder->allocations.blocks, block_of(weak_reference));
    if (place && place->entry) plan_of(recorder, place->entry)->watches_garbage = 1;
}

void collection_starts(Recorder *recorder, int generation) {
    if (recorder->in_collection++) return;
    recorder->start_ns = monotonic_nanoseconds();
    recorder->generation = generation;
    recorder->count_at_start = recorder->collector->generations[0].count;
    recorder->is_explicit = is_explicit(recorder->collector, generation);
    /* To go through the older objects takes as long as they are many: seldom enough not to be felt. */
    recorder->sizes_due = generation == 2 || recorder->always_sizes || recorder->size_walks_ns * 40 <= recorder->start_ns - recorder->began;
    sample_take(recorder, SAMPLE_COLLECTION, generation);
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
        Entry *entry = entry_at(&recorder->model, index);
        if (entry->type->tp_finalize && !is_finalized(entry->object)) plan_of(recorder, index)->may_finalize = 1;
        each_weak_reference_to(entry->object, note_callback, recorder);
    }
    recorder->start_done_ns = monotonic_nanoseconds();
    recorder->seconds_in_recorder_ns += recorder->start_done_ns - recorder->start_ns;
}

/* ---- afterwards ---- */

/* Stamps what is on a list now. What stood there before the collection stands before what came in it; weak references whose
 * callback was called come last, wherever they were. */
static void mark_present(Recorder *recorder, int generation, int is_whole) {
    Model *model = &recorder->model;
    PyGC_Head *list = list_of_generation(recorder->collector, generation);
    for (PyGC_Head *head = head_before(list); head != list; head = head_before(head)) {
        Block *place = blocks_find(&recorder->allocations.blocks, block_of(object_of(head)));
        if (!place || !place->entry) continue;
        Entry *entry = entry_at(model, place->entry);
        if (!is_whole && entry->generation == generation && entry->alive && entry->sampled != recorder->stamp &&
            !(entry->form & FORM_CALLBACK))
            break;
        entry->marked = recorder->pass;
        if (entry->sampled != recorder->stamp && entry->alive) entry->generation = (uint8_t)generation;
    }
}

static int is_present(Recorder *recorder, Index index) { return entry_at(&recorder->model, index)->marked == recorder->pass; }

static int is_garbage(Recorder *recorder, Index index) {
    uint32_t plan = entry_at(&recorder->model, index)->plan;
    return plan && plan_at(recorder, plan)->is_garbage;
}

static int is_held_by_the_living(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    if (external_after(recorder, index) > 0) return 1;
    for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in) {
        Index holder = edge_at(model, edge)->source;
        if (edge_at(model, edge)->count > edge_at(model, edge)->lost && !is_dead_in_plan(recorder, holder) &&
            !is_garbage(recorder, holder) && !entry_at(model, holder)->is_lost)
            return 1;
    }
    /* New references are listed by their holder only. */
    for (size_t number = 1; number < recorder->plans.count; number++) {
        Plan *holder = plan_at(recorder, number);
        if (holder->is_garbage || holder->is_dead || entry_at(model, holder->entry)->is_lost) continue;
        for (size_t gain = holder->first_gain; gain < holder->first_gain + holder->gain_count; gain++)
            if (recorder->gains.items[gain].target == index) return 1;
    }
    return 0;
}

static void sort_out(Recorder *recorder) {
    Model *model = &recorder->model;
    recorder->collected.count = recorder->called.count = recorder->collateral.count = 0;
    recorder->pinned.count = recorder->unlisted.count = 0;
    for (size_t position = recorder->freed_end; position < recorder->allocations.freed.count; position++) {
        Freed *freed = &recorder->allocations.freed.items[position];
        Index index = freed->entry;
        entry_at(model, index)->freed = 1;
        entry_at(model, index)->is_kept = freed->is_kept;
        if (is_garbage(recorder, index) || is_dead_in_plan(recorder, index)) continue;
        PUSH(recorder->collateral, index);
    }
    for (size_t position = 0; position < recorder->candidates.count; position++) {
        Index index = recorder->candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (is_dead_in_plan(recorder, index) || is_present(recorder, index)) continue;
        if (is_garbage(recorder, index)) {
            forget_block(recorder, index);
            PUSH(recorder->collected, index);
        } else if (!entry->freed && Py_REFCNT(entry->object) == 0) {
            forget_block(recorder, index);
            PUSH(recorder->collateral, index);
        } else if (!entry->freed && !is_tracked(entry->object)) {
            PUSH(recorder->unlisted, index);
        }
    }
    /* Older objects that a free list took. */
    for (int generation = recorder->generation + 1; generation < 3 && recorder->sizes_due && recorder->collected.count; generation++)
        for (size_t position = 0; position < recorder->members[generation].count; position++) {
            Index index = recorder->members[generation].items[position];
            Entry *entry = entry_at(model, index);
            if (!entry->alive || entry->generation != generation || entry->freed || is_dead_in_plan(recorder, index)) continue;
            if (is_garbage(recorder, index) || Py_REFCNT(entry->object) != 0) continue;
            forget_block(recorder, index);
            PUSH(recorder->collateral, index);
        }
    /* A weak reference that is gone, though nothing but its callback can have let it go. */
    size_t kept = 0;
    for (size_t position = 0; position < recorder->collateral.count; position++) {
        Index index = recorder->collateral.items[position];
        uint32_t plan = entry_at(model, index)->plan;
        if ((entry_at(model, index)->form & FORM_CALLBACK) && plan && plan_at(recorder, plan)->watches_garbage &&
            is_held_by_the_living(recorder, index)) {
            PUSH(recorder->called, index);
        } else {
            recorder->collateral.items[kept++] = index;
        }
    }
    recorder->collateral.count = kept;
}

/* ---- what dies with the garbage, though no reference that the collector sees is why ---- */

static void fall(Recorder *recorder, Index target, int32_t count) {
    Entry *entry = entry_at(&recorder->model, target);
    if (entry->counted != recorder->pass) {
        entry->counted = recorder->pass;
        entry->count = incoming_after(recorder, target) + external_after(recorder, target);
    }
    int32_t before = entry->count;
    entry->count -= count;
    if (before > 0 && entry->count <= 0 && !is_garbage(recorder, target)) PUSH(recorder->queue, target);
}

static void hide_collateral(Recorder *recorder) {
    Model *model = &recorder->model;
    if (!recorder->collateral.count || !recorder->collected.count) return;
    recorder->queue.count = 0;
    /* These fall by themselves, once. */
    for (size_t position = 0; position < recorder->called.count; position++) {
        entry_at(model, recorder->called.items[position])->counted = recorder->pass;
        entry_at(model, recorder->called.items[position])->count = 0;
    }
    for (size_t position = 0; position < recorder->collected.count; position++)
        each_reference_after(recorder, recorder->collected.items[position], fall);
    for (size_t position = 0; position < recorder->called.count; position++)
        each_reference_after(recorder, recorder->called.items[position], fall);
    for (size_t position = 0; position < recorder->queue.count; position++)
        each_reference_after(recorder, recorder->queue.items[position], fall);
    Index host = 0;
    for (size_t position = 0; position < recorder->collected.count && !host; position++)
        if (is_within_reach(recorder, recorder->collected.items[position])) host = recorder->collected.items[position];
    for (size_t position = 0; position < recorder->collateral.count; position++) {
        Index index = recorder->collateral.items[position];
        Entry *entry = entry_at(model, index);
        if (entry->counted == recorder->pass && entry->count <= 0) continue;
        if (!host) continue;
        entry->counted = recorder->pass;
        entry->count = 0;
        plan_of(recorder, host)->is_named = 1;
        plan_of(recorder, host)->release = recorder->ended;
        plan_of(recorder, index)->is_hidden = 1;
        /* Named as the interval ends, when a collection under other thresholds may have taken its holders. */
        if (plan_of(recorder, index)->external_after == 0) plan_of(recorder, index)->external_after = 1;
        plan_action(recorder, recorder->ended, ACTION_HIDE, host, index, 0);
        /* What it alone holds falls with it. */
        size_t first = recorder->queue.count;
        each_reference_after(recorder, index, fall);
        for (size_t next = first; next < recorder->queue.count; next++) each_reference_after(recorder, recorder->queue.items[next], fall);
    }
}

/* ---- what finalizers do ---- */

/* Garbage whose finalizer will be called, in a replay too; a generator only if there is no other. 0: none. */
static Index any_finalizer(Recorder *recorder) {
    Index any = 0;
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
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
    if (before > 0 && entry->collector_references <= 0) PUSH(recorder->queue, target);
}

/* What falls with what has fallen, from the `fallen`th on. Returns how many of those are on the collector's list. */
static int64_t spread_early(Recorder *recorder, size_t *fallen) {
    int64_t candidates = 0;
    for (; *fallen < recorder->queue.count; (*fallen)++) {
        Index index = recorder->queue.items[*fallen];
        candidates += plan_of(recorder, index)->is_candidate;
        if (!plan_of(recorder, index)->is_closed) each_reference_after(recorder, index, fall_early);
    }
    return candidates;
}

static int is_closed_by_its_finalizer(Recorder *recorder, Index index) {
    int form = entry_at(&recorder->model, index)->form;
    if (!(form & FORM_GENERATOR) || (COLLECTS_AT_SAFE_POINTS && (form & FORM_NOT_STARTED))) return 0;
    return plan_of(recorder, index)->may_finalize && plan_of(recorder, index)->is_candidate;
}

/* Garbage that finalizers freed is not counted as collected. They are called before anything is cleared: it is what was freed first,
 * and what fell with that. */
static void explain_early_deaths(Recorder *recorder, int64_t collected) {
    Model *model = &recorder->model;
    int64_t early = (int64_t)recorder->called.count - collected;
    for (size_t position = 0; position < recorder->collected.count; position++)
        if (plan_of(recorder, recorder->collected.items[position])->is_candidate) early++;
    if (early <= 0 || model->saves_all) return;
    Index finalizer = any_finalizer(recorder);
    if (!finalizer) return;
    plan_of(recorder, finalizer)->is_named = 1;
    plan_of(recorder, finalizer)->release = recorder->ended;
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
        entry_at(model, index)->collector_references = incoming_after(recorder, index) + external_after(recorder, index);
    }
    recorder->queue.count = 0;
    size_t fallen = 0;
    /* Their scripts say so already. */
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
        if (!is_closed_by_its_finalizer(recorder, index)) continue;
        plan_of(recorder, index)->is_closed = 1;
        each_reference_after(recorder, index, fall_early);
    }
    early -= spread_early(recorder, &fallen);
    for (size_t position = recorder->freed_end; position < recorder->allocations.freed.count && early > 0; position++) {
        Index index = recorder->allocations.freed.items[position].entry;
        if (index == finalizer || !is_garbage(recorder, index) || entry_at(model, index)->collector_references <= 0) continue;
        plan_action(recorder, recorder->ended, ACTION_UNHOLD, finalizer, index, 0);
        entry_at(model, index)->collector_references = 0;
        PUSH(recorder->queue, index);
        early -= spread_early(recorder, &fallen);
    }
}

void write_unholding(Recorder *recorder, Index finalizer, Index index) {
    Model *model = &recorder->model;
    if (!entry_at(model, finalizer)->alive || !entry_at(model, index)->alive) return;
    for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in)
        model_script(model, "finalizer", finalizer, "unref", edge_at(model, edge)->source, index, edge_at(model, edge)->count);
}


static void explain_survival(Recorder *recorder, int64_t uncollectable) {
    Model *model = &recorder->model;
    if (model->saves_all || uncollectable) return;
    Index any = any_finalizer(recorder);
    for (size_t position = 0; position < recorder->garbage.count; position++) {
        Index index = recorder->garbage.items[position];
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

/* ---- the collector's untracking of tuples and dicts ---- */

static int blocking, depending;

/* Whether a reference keeps its holder tracked (_PyObject_GC_MAY_BE_TRACKED); a tuple may be untracked in the same pass. */
static void consider(Recorder *recorder, Index target, int32_t count) {
    (void)count;
    Entry *entry = entry_at(&recorder->model, target);
    /* It will hang on a host by then, in a replay. */
    if (entry->plan && plan_at(recorder, entry->plan)->is_hidden) return;
    if (entry->type != &PyTuple_Type || (entry->form & FORM_ODD)) {
        blocking++;
    } else if (entry->sampled == recorder->stamp && entry->freed == 0 && is_tracked(entry->object)) {
        blocking++;
    } else if (entry->sampled != recorder->stamp && entry->generation != UNTRACKED) {
        blocking++;
    } else if (entry->generation != UNTRACKED || entry->number == 0) {
        depending++;
    }
}

static int is_plain(Entry *entry, PyTypeObject *type) { return entry->type == type && !(entry->form & FORM_ODD); }

/* The order of the list decides which of nested tuples go in one pass, and the log does not have that order in full: where it
 * could matter, what really happened is written. */
static void settle_untracking(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->unlisted.count; position++) {
        Index index = recorder->unlisted.items[position];
        Entry *entry = entry_at(model, index);
        blocking = depending = 0;
        each_reference_after(recorder, index, consider);
        int by_rule = is_plain(entry, &PyTuple_Type) || (recorder->generation == 2 && is_plain(entry, &PyDict_Type));
        /* 1: a replay would not do it by itself. */
        entry->count = !by_rule || blocking || (depending && entry->type == &PyTuple_Type);
        entry->counted = recorder->pass;
    }
    for (size_t position = 0; position < recorder->candidates.count; position++) {
        Index index = recorder->candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (!is_present(recorder, index) || is_dead_in_plan(recorder, index) || is_garbage(recorder, index)) continue;
        if (!is_plain(entry, &PyTuple_Type) && !(recorder->generation == 2 && is_plain(entry, &PyDict_Type))) continue;
        blocking = depending = 0;
        each_reference_after(recorder, index, consider);
        if (!blocking) PUSH(recorder->pinned, index);
    }
}

static void write_untracking(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->unlisted.count; position++) {
        Index index = recorder->unlisted.items[position];
        if (entry_at(model, index)->alive && entry_at(model, index)->count) model_untrack(model, index);
    }
    for (size_t position = 0; position < recorder->pinned.count; position++) {
        Index index = recorder->pinned.items[position];
        if (entry_at(model, index)->alive) model_reference(model, index, model_sentinel(model), 1);
    }
}

/* ---- the trigger ---- */

void write_callback(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    Entry *entry = entry_at(model, index);
    if (!entry->alive || entry->scripted) return;
    for (Index edge = entry->first_in; edge; edge = edge_at(model, edge)->next_in)
        if (!is_garbage(recorder, edge_at(model, edge)->source) && !entry_at(model, edge_at(model, edge)->source)->is_lost)
            model_script(model, "callback", index, "unref", edge_at(model, edge)->source, index, edge_at(model, edge)->count);
    /* As many as it will have when the interval is over, which is not yet. */
    int32_t external = external_after(recorder, index);
    if (external > 0) model_script(model, "callback", index, "release", index, 0, external);
}

static void write_trigger(Recorder *recorder) {
    Model *model = &recorder->model;
    int64_t threshold = model->thresholds[0];
    log_text(&model->log, "time");
    log_number(&model->log, recorder->start_ns - recorder->began);
    log_end(&model->log);
    if (model->enabled != (recorder->collector->enabled != 0)) {
        model->enabled = recorder->collector->enabled != 0;
        model_word(model, model->enabled ? "enable" : "disable");
    }
    if (recorder->is_explicit) {
        int64_t goal = recorder->count_at_start;
        if (model->enabled && threshold > 0 && goal > threshold) goal = threshold;
        model_count(model, goal - model->count);
        log_text(&model->log, "collect");
        log_number(&model->log, recorder->generation);
        log_end(&model->log);
        return;
    }
    if (!COLLECTS_AT_SAFE_POINTS) {
        model_count(model, threshold - model->count);
        model_count(model, 1);
        return;
    }
    int64_t goal = recorder->count_at_start, top = goal > threshold ? goal : threshold + 1;
    if (model->count >= top) model_count(model, top - 1 - model->count);
    model_count(model, top - model->count);
    model_count(model, goal - top);
    model_word(model, "poll");
}

/* ---- the model after it ---- */

/* What the finalizers saved hangs on the keeper, if a replay called them by now, as the real collector did; what holds it in fact
 * takes the keeper's place, whether they were called or not. */
static void release_resurrected(Recorder *recorder) {
    Model *model = &recorder->model;
    if (!recorder->keeper) return;
    for (size_t position = 0; position < recorder->scripts.count; position++) {
        Script *script = &recorder->scripts.items[position];
        if (script->resurrects && entry_at(model, script->target)->alive) model_retain(model, script->target, 1);
    }
    model_release(model, recorder->keeper, 1);
    recorder->keeper = 0;
}

static void collect_model(Recorder *recorder, int old) {
    Model *model = &recorder->model;
    release_resurrected(recorder);
    for (size_t position = 0; position < recorder->called.count; position++) model_collect(model, recorder->called.items[position]);
    for (size_t position = 0; position < recorder->collected.count; position++) model_collect(model, recorder->collected.items[position]);
    for (size_t position = 0; position < recorder->collateral.count; position++)
        if (entry_at(model, recorder->collateral.items[position])->alive)
            PUSH(recorder->late_dead, recorder->collateral.items[position]);
    for (size_t position = 0; position < recorder->unlisted.count; position++)
        entry_at(model, recorder->unlisted.items[position])->generation = UNTRACKED;
    for (int generation = 0; generation <= recorder->generation; generation++) recorder->members[generation].count = 0;
    for (size_t position = 0; position < recorder->candidates.count; position++) {
        Index index = recorder->candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (!entry->alive || !is_present(recorder, index) || entry->generation == PERMANENT) continue;
        entry->generation = (uint8_t)old;
        entry->is_lost = 0;
        if (entry->plan) plan_at(recorder, entry->plan)->is_garbage = 0;
        PUSH(recorder->members[old], index);
    }
    model->count = 0;
    model->balance = 0;
}

static void write_observed(Recorder *recorder, int64_t collected, int64_t uncollectable, int64_t duration) {
    Log *log = &recorder->model.log;
    int64_t began = monotonic_nanoseconds();
    log_text(log, "observed");
    log_number(log, recorder->generation);
    log_number(log, collected);
    log_number(log, uncollectable);
    log_number(log, duration);
    if (recorder->sizes_due) {
        for (int generation = 0; generation < 3; generation++)
            log_number(log, length_of_list(list_of_generation(recorder->collector, generation)));
        /* Checking them, as the sample did, takes about twice as long as walking the lists. */
        recorder->size_walks_ns += 3 * (monotonic_nanoseconds() - began);
    }
    recorder->sizes_due = 0;
    log_end(log);
}

void collection_stops(Recorder *recorder, int64_t collected, int64_t uncollectable) {
    if (!recorder->in_collection || --recorder->in_collection) return;
    Model *model = &recorder->model;
    int64_t stopped = monotonic_nanoseconds();
    int generation = recorder->generation, old = generation < 2 ? generation + 1 : 2;
    settle_allocations(recorder);
    recorder->pass++;
    mark_present(recorder, 0, 1);
    mark_present(recorder, old, generation == 2);
    sort_out(recorder);
    for (size_t position = 0; position < recorder->called.count; position++)
        plan_action(recorder, recorder->ended, ACTION_CALLBACK, recorder->called.items[position], 0, 0);
    hide_collateral(recorder);
    explain_survival(recorder, uncollectable);
    explain_early_deaths(recorder, collected);
    settle_untracking(recorder);
    emit_interval(recorder);
    write_untracking(recorder);
    write_trigger(recorder);
    collect_model(recorder, old);
    recorder->collections++;
    recorder->ended = recorder->allocations.moment;
    interval_clear(recorder);
    recorder->true_balance = recorder->collector->generations[0].count;
    recorder->permanent_tail = (uintptr_t)head_before(list_of_generation(recorder->collector, PERMANENT));
    write_observed(recorder, collected, uncollectable, stopped - recorder->start_done_ns);
    if (generation == 2 || stopped - model->log.flushed_at > 1000000000) log_flush(&model->log, 1);
    recorder->seconds_in_recorder_ns += monotonic_nanoseconds() - stopped;
}
