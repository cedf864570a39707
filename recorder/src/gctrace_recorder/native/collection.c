/* A collection: what starts it in a replay, what only hindsight tells of it, and what the real collector reported. */
#include "collection.h"

#include "emission.h"
#include "finalizers.h"
#include "hindsight.h"
#include "identity.h"
#include "inference.h"
#include "untracking.h"

/* So many objects at most stand for what was allocated over the threshold: more of them have another cause. */
enum { MOST_UNSEEN = 256 };

/* _PyObject_GC_Collect's choice: the oldest generation over its threshold, the full one only if enough is pending. -1: none. */
static int generation_due(Collector *collector) {
    for (int generation = 2; generation >= 0; generation--) {
        if (generation_of(collector, generation)->count <= *threshold_of(collector, generation)) continue;
        if (generation == 2 && long_lived_pending(collector) < long_lived_total(collector) / 4) continue;
        return generation;
    }
    return -1;
}

/* The lists that a collection may take objects from: increments take what they come to. */
static int top_of(int generation) { return IS_INCREMENTAL ? 2 : generation; }

/* Whether the program called for it. What the allocator did must be known up to now. */
static int is_explicit(Recorder *recorder, int generation) {
    Collector *collector = recorder->collector;
    int due = IS_INCREMENTAL ? 1 : generation_due(collector);
    if (!collector->enabled || due != generation || *threshold_of(collector, 0) == 0) return 1;
    if (recorder->collection.count_at_start > *threshold_of(collector, 0)) return 0;
    if (!COLLECTS_AT_SAFE_POINTS) return 1;
    /* From 3.12 on deallocations may have brought the count down again before the safe point came. Programs that call for a collection
     * call for a full one. */
    return (generation == 2 || IS_INCREMENTAL) && !recorder->allocations.last_over;
}

typedef struct {
    Recorder *recorder;
    uint64_t release; /* of the garbage whose weak references are looked at */
} Watched;

static void note_callback(PyObject *weak_reference, void *context) {
    const Watched *watched = context;
    Recorder *recorder = watched->recorder;
    Block *slot = blocks_find(&recorder->allocations.blocks, block_of(weak_reference));
    if (!slot || !slot->entry) return;
    Plan *plan = plan_of(recorder, slot->entry);
    plan->watches_garbage = 1;
    if (!plan->is_garbage) plan->release = watched->release;
}

/* When what the callback lets go of is told: as its target is let go, if nothing of the interval names the weak reference later. */
static uint64_t moment_of_callback(Recorder *recorder, Index index) {
    const Entry *entry = entry_at(&recorder->model, index);
    const Plan *plan = plan_of(recorder, index);
    if (!plan->is_born && (plan->external_after != entry->external || plan->delta != 0)) return recorder->interval.ended;
    for (Index edge = entry->first_in; edge; edge = edge_at(&recorder->model, edge)->next_in)
        if (edge_at(&recorder->model, edge)->going || is_dead_in_plan(recorder, edge_at(&recorder->model, edge)->source))
            return recorder->interval.ended;
    uint64_t moment = plan->release;
    if (plan->is_born && plan->birth > moment) moment = plan->birth;
    if (plan->last > moment) moment = plan->last;
    return moment < recorder->interval.ended ? moment : recorder->interval.ended;
}

void collection_starts(Recorder *recorder, int generation) {
    if (recorder->collection.is_running++) return;
    recorder->collection.start_ns = monotonic_nanoseconds();
    recorder->collection.generation = generation;
    recorder->collection.count_at_start = *young_count(recorder->collector);
    /* To go through the older objects takes as long as they are many: seldom enough not to be felt. */
    recorder->sizes_due = top_of(generation) == 2 || recorder->always_sizes || recorder->size_walks_ns * 40 <= recorder->collection.start_ns - recorder->began;
    look(recorder, LOOK_COLLECTION, top_of(generation));
    recorder->collection.is_explicit = is_explicit(recorder, generation);
    recorder->collection.site = recorder->collection.is_explicit ? sites_of_running_code(&recorder->sites, &recorder->model.log) : 0;
    for (size_t position = 0; position < recorder->interval.garbage.count; position++) {
        Index index = recorder->interval.garbage.items[position];
        Entry *entry = entry_at(&recorder->model, index);
        if (entry->type->tp_finalize && !is_finalized(entry->object)) plan_of(recorder, index)->may_finalize = 1;
        Watched watched = {recorder, plan_of(recorder, index)->release};
        each_weak_reference_to(entry->object, note_callback, &watched);
    }
    recorder->collection.start_done_ns = monotonic_nanoseconds();
    recorder->seconds_in_recorder_ns += recorder->collection.start_done_ns - recorder->collection.start_ns;
}

/* ---- the trigger ---- */

static void write_trigger(Recorder *recorder) {
    Model *model = &recorder->model;
    int64_t threshold = model->thresholds[0];
    log_text(&model->log, "time");
    log_number(&model->log, recorder->collection.start_ns - recorder->began);
    log_end(&model->log);
    if (model->enabled != (recorder->collector->enabled != 0)) {
        model->enabled = recorder->collector->enabled != 0;
        model_word(model, model->enabled ? "enable" : "disable");
    }
    if (recorder->collection.is_explicit) {
        int64_t goal = recorder->collection.count_at_start;
        if (model->enabled && threshold > 0 && goal > threshold) goal = threshold;
        model_count(model, goal - model->count);
        log_text(&model->log, "collect");
        log_number(&model->log, recorder->collection.generation);
        if (recorder->collection.site) log_number(&model->log, recorder->collection.site);
        log_end(&model->log);
        return;
    }
    if (!COLLECTS_AT_SAFE_POINTS) {
        model_count(model, threshold - model->count);
        /* The dict that the callbacks are called with, and what is made while an exception is set, start none. */
        for (int unseen = 0; recorder->true_balance > model->balance + 1 && unseen < MOST_UNSEEN; unseen++) model_count_unseen(model);
        model_count(model, 1);
        return;
    }
    int64_t goal = recorder->collection.count_at_start, top = goal > threshold ? goal : threshold + 1;
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
    if (!recorder->collection.keeper) return;
    for (size_t position = 0; position < recorder->interval.scripts.count; position++) {
        Script *script = &recorder->interval.scripts.items[position];
        if (script->resurrects && entry_at(model, script->target)->alive) model_retain(model, script->target, 1);
    }
    model_release(model, recorder->collection.keeper, 1);
    recorder->collection.keeper = 0;
}

static void collect_model(Recorder *recorder, int old) {
    Model *model = &recorder->model;
    release_resurrected(recorder);
    Collection *collection = &recorder->collection;
    for (size_t position = 0; position < collection->called.count; position++) model_collect(model, collection->called.items[position]);
    for (size_t position = 0; position < collection->collected.count; position++)
        model_collect(model, collection->collected.items[position]);
    for (size_t position = 0; position < recorder->collection.collateral.count; position++)
        if (entry_at(model, recorder->collection.collateral.items[position])->alive)
            PUSH(recorder->late_dead, recorder->collection.collateral.items[position]);
    for (size_t position = 0; position < recorder->collection.unlisted.count; position++)
        entry_at(model, recorder->collection.unlisted.items[position])->generation = UNTRACKED;
    for (int generation = 0; generation <= top_of(recorder->collection.generation); generation++) recorder->members[generation].count = 0;
    for (size_t position = 0; position < recorder->interval.candidates.count; position++) {
        Index index = recorder->interval.candidates.items[position];
        Entry *entry = entry_at(model, index);
        if (!entry->alive || !is_present(recorder, index) || entry->generation == PERMANENT) continue;
        Plan *plan = entry->plan ? plan_at(recorder, entry->plan) : NULL;
        /* Of the incremental collector, mark_present has told. */
        if (!IS_INCREMENTAL) entry->generation = (uint8_t)old;
        PUSH(recorder->members[entry->generation], index);
        if (IS_INCREMENTAL && plan && plan->is_garbage && !plan->is_back) continue;
        entry->is_let_go = 0;
        if (plan) plan->is_garbage = 0;
    }
    if (recorder->collection.generation == 2) model_clear_free_lists(model);
    model->count = 0;
    model->balance = 0;
}

static void write_observed(Recorder *recorder, int64_t collected, int64_t uncollectable, int64_t duration) {
    Log *log = &recorder->model.log;
    int64_t began = monotonic_nanoseconds();
    log_text(log, "observed");
    log_number(log, recorder->collection.generation);
    log_number(log, collected);
    log_number(log, uncollectable);
    log_number(log, duration);
    if (recorder->sizes_due) {
        int is_listed = recorder->collection.notice && is_tracked(recorder->collection.notice);
        int64_t lengths[3];
        for (int generation = 0; generation < 3; generation++)
            lengths[generation] = length_of_list(list_of_generation(recorder->collector, generation)) - (generation == 0 && is_listed);
        if (IS_INCREMENTAL) {
            /* The two old lists are one generation. */
            lengths[2] += lengths[1];
            lengths[1] = 0;
        }
        for (int generation = 0; generation < 3; generation++) log_number(log, lengths[generation]);
        /* Checking them, as the sample did, takes about twice as long as walking the lists. */
        recorder->size_walks_ns += 3 * (monotonic_nanoseconds() - began);
    }
    recorder->sizes_due = 0;
    log_end(log);
}

void collection_stops(Recorder *recorder, int64_t collected, int64_t uncollectable) {
    if (!recorder->collection.is_running || --recorder->collection.is_running) return;
    Model *model = &recorder->model;
    int64_t stopped = monotonic_nanoseconds();
    int generation = recorder->collection.generation, old = top_of(generation) < 2 ? generation + 1 : 2;
    catch_up(recorder);
    recorder->pass++;
    mark_present(recorder, 0, 1);
    mark_present(recorder, old, top_of(generation) == 2);
    if (IS_INCREMENTAL) mark_present(recorder, 1, 1);
    sort_out(recorder);
    for (size_t position = 0; position < recorder->collection.called.count; position++) {
        Index index = recorder->collection.called.items[position];
        plan_action(recorder, moment_of_callback(recorder, index), ACTION_CALLBACK, index, 0, 0);
    }
    hide_collateral(recorder);
    explain_survival(recorder, uncollectable);
    explain_early_deaths(recorder, collected);
    decide_untracking(recorder);
    write_interval(recorder);
    write_untracking(recorder);
    write_trigger(recorder);
    collect_model(recorder, old);
    recorder->collections++;
    recorder->interval.ended = recorder->allocations.moment;
    end_interval(recorder);
    recorder->true_balance = *young_count(recorder->collector);
    recorder->allocations.last_over = 0;
    recorder->permanent_tail = (uintptr_t)head_before(list_of_generation(recorder->collector, PERMANENT));
    write_observed(recorder, collected, uncollectable, stopped - recorder->collection.start_done_ns);
    if (generation == 2 || stopped - model->log.flushed_at > 1000000000) log_flush(&model->log, 1);
    recorder->seconds_in_recorder_ns += monotonic_nanoseconds() - stopped;
}
