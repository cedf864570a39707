/* Writes an interval: its actions in the order of their moments. */
#include "emission.h"

#include "balance.h"
#include "births.h"
#include "moments.h"
#include "scripts.h"
#include "waiting.h"

static int in_order(const void *left, const void *right) {
    const Action *a = left, *b = right;
    if (a->moment != b->moment) return a->moment < b->moment ? -1 : 1;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* ---- actions ---- */

static void lose(Recorder *recorder, const Loss *loss) {
    Model *model = &recorder->model;
    Edge *edge = edge_at(model, loss->edge);
    if (edge->source != loss->source || edge->target != loss->target || edge->count < loss->count) return;
    edge->going = 0;
    model_unreference(model, loss->edge, loss->count);
}

static void finish(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    Entry *entry = entry_at(model, index);
    if (!entry->alive) return;
    int32_t wanted = plan_of(recorder, index)->external_after;
    if (entry->external > wanted) model_release(model, index, entry->external - wanted);
}

static void write_action(Recorder *recorder, const Action *action) {
    Model *model = &recorder->model;
    switch (kind_of_action(action)) {
    case ACTION_SWITCH:
        model->enabled = action->count;
        model_word(model, action->count ? "enable" : "disable");
        break;
    case ACTION_MARK:
        log_text(&model->log, "mark ");
        log_free_text(&model->log, recorder->interval.marks.items[action->other].text);
        log_end(&model->log);
        break;
    case ACTION_PASS: write_passing(recorder, &recorder->interval.waiting.items[action->other], action->moment); break;
    case ACTION_ALLOCATE: write_birth_of(recorder, action->entry, action->moment); break;
    case ACTION_FREEZE: {
        model_word(model, "freeze");
        model->count = 0;
        for (int generation = 0; generation < 3; generation++) {
            for (size_t position = 0; position < recorder->members[generation].count; position++)
                if (entry_at(model, recorder->members[generation].items[position])->generation < 3)
                    entry_at(model, recorder->members[generation].items[position])->generation = PERMANENT;
            recorder->members[generation].count = 0;
        }
        break;
    }
    case ACTION_TRACK:
        if (entry_at(model, action->entry)->alive && entry_at(model, action->entry)->generation == UNTRACKED)
            model_track(model, action->entry);
        break;
    case ACTION_UNTRACK:
        if (entry_at(model, action->entry)->alive) model_untrack(model, action->entry);
        break;
    case ACTION_GAIN: write_gains(recorder, action->entry); break;
    case ACTION_GAIN_ONE: write_gain(recorder, action->entry, action->other); break;
    case ACTION_LOSE: lose(recorder, &recorder->interval.losses.items[action->other]); break;
    case ACTION_SCRIPT: write_script(recorder, &recorder->interval.scripts.items[action->other]); break;
    case ACTION_CALLBACK: write_callback(recorder, action->entry); break;
    case ACTION_UNHOLD: write_unholding(recorder, action->entry, action->other); break;
    case ACTION_HIDE: write_hiding(recorder, action->entry, action->other); break;
    case ACTION_DIE: model_let_die(model, action->entry); break;
    case ACTION_FINISH: finish(recorder, action->entry); break;
    }
}

/* ---- the interval ---- */

static uint64_t moment_of_release(Recorder *recorder, Index index) {
    uint32_t number = entry_at(&recorder->model, index)->plan;
    return number && plan_at(recorder, number)->is_garbage ? plan_at(recorder, number)->release : recorder->interval.ended;
}

static void plan_births(Recorder *recorder) {
    for (size_t position = 0; position < recorder->interval.listed.count; position++) {
        Index index = recorder->interval.listed.items[position];
        Plan *plan = plan_of(recorder, index);
        if (plan->is_dead) continue;
        if (plan->is_born) {
            plan_action(recorder, plan->birth, ACTION_ALLOCATE, index, 0, 0);
            if (plan->is_tracked_late && plan->is_tracked) plan_action(recorder, plan->tracked, ACTION_TRACK, index, 0, 0);
        } else if (plan->is_tracked) {
            plan_action(recorder, plan->tracked, ACTION_TRACK, index, 0, 0);
        }
    }
    if (recorder->interval.has_frozen) plan_action(recorder, recorder->interval.freeze_moment, ACTION_FREEZE, 0, 0, 0);
}

static void plan_changes(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t number = 1; number < recorder->interval.plans.count; number++) {
        Plan *plan = plan_at(recorder, number);
        if (plan->is_dead) continue;
        Entry *entry = entry_at(model, plan->entry);
        if (plan->gains_apart) {
            for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
                uint64_t moment = moment_of_gain(recorder, plan, &recorder->interval.gains.items[gain]);
                plan_action(recorder, moment, ACTION_GAIN_ONE, plan->entry, (Index)gain, 0);
            }
        } else if (plan->gain_count) {
            plan_action(recorder, plan->complete, ACTION_GAIN, plan->entry, 0, 0);
        }
        if (plan->is_untracked) plan_action(recorder, recorder->interval.ended, ACTION_UNTRACK, plan->entry, 0, 0);
        if (plan->is_born) {
            if (plan->external_after == 0) {
                uint64_t moment = plan->is_garbage ? plan->release : plan->last > plan->birth ? plan->last : plan->birth;
                plan_action(recorder, moment, ACTION_FINISH, plan->entry, 0, 0);
            }
            continue;
        }
        int is_held = entry->external == 0 && plan->external_after == 0 && (plan->is_garbage ? plan->is_named : plan->has_gained);
        int32_t wanted = is_held ? 1 : plan->external_after;
        if (plan->grew && (!plan->is_garbage || is_within_reach(recorder, plan->entry))) model_size(model, plan->entry, entry->size);
        if (wanted > entry->external) model_retain(model, plan->entry, wanted - entry->external);
        if (is_held || plan->external_after < entry->external) {
            uint64_t moment = plan->is_garbage ? plan->release : is_held ? plan->last : recorder->interval.ended;
            plan_action(recorder, moment, ACTION_FINISH, plan->entry, 0, 0);
        }
    }
    for (size_t number = 0; number < recorder->interval.losses.count; number++) {
        Loss *loss = &recorder->interval.losses.items[number];
        if (is_dead_in_plan(recorder, loss->source)) continue;
        uint64_t moment = moment_of_release(recorder, loss->source), other = moment_of_release(recorder, loss->target);
        plan_action(recorder, moment < other ? moment : other, ACTION_LOSE, loss->source, (Index)number, 0);
    }
}

static void plan_deaths(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->interval.dead.count; position++) {
        Index index = recorder->interval.dead.items[position];
        Plan *plan = plan_of(recorder, index);
        if (!entry_at(model, index)->alive) continue;
        if (plan->outlives_holder && entry_at(model, index)->external == 0) model_retain(model, index, 1);
        plan_action(recorder, plan->death, ACTION_DIE, index, 0, 0);
    }
}

static void plan_others(Recorder *recorder) {
    for (size_t position = 0; position < recorder->interval.switch_end; position++) {
        Switch *turn = &recorder->allocations.switches.items[position];
        plan_action(recorder, turn->moment, ACTION_SWITCH, 0, 0, turn->is_enabled);
    }
    for (size_t position = 0; position < recorder->interval.marks.count; position++)
        plan_action(recorder, recorder->interval.marks.items[position].moment, ACTION_MARK, 0, (Index)position, 0);
    for (size_t position = 0; position < recorder->interval.scripts.count; position++) {
        Script *script = &recorder->interval.scripts.items[position];
        uint64_t moment = script->moment ? script->moment : moment_of_release(recorder, script->owner);
        plan_action(recorder, moment, ACTION_SCRIPT, script->owner, (Index)position, 0);
    }
}

static void set_thresholds(Recorder *recorder) {
    int thresholds[3];
    for (int generation = 0; generation < 3; generation++)
        thresholds[generation] = *threshold_of(recorder->collector, generation);
    model_thresholds(&recorder->model, thresholds);
}

static void set_options(Recorder *recorder) {
    Model *model = &recorder->model;
    Collector *collector = recorder->collector;
    /* Lowered, it would have a replay collect at the interval's first allocation; raised, it has to hold from the start. */
    if (*threshold_of(collector, 0) >= model->thresholds[0] || model->thresholds[0] < 0) set_thresholds(recorder);
    int saves_all = (collector->debug & 32) != 0;
    if (saves_all != model->saves_all) {
        model->saves_all = saves_all;
        model_word(model, saves_all ? "debug saveall" : "debug off");
    }
    if (recorder->interval.has_unfrozen) {
        model_word(model, "unfreeze");
        for (size_t index = 1; index < model->entries.count; index++) {
            Entry *entry = entry_at(model, (Index)index);
            if (!entry->alive || entry->generation != PERMANENT) continue;
            entry->generation = 2;
            PUSH(recorder->members[2], (Index)index);
        }
    }
}

void write_interval(Recorder *recorder) {
    set_options(recorder);
    plan_births(recorder);
    plan_changes(recorder);
    plan_deaths(recorder);
    plan_others(recorder);
    plan_waiting(recorder);
    if (recorder->interval.actions.count) qsort(recorder->interval.actions.items, recorder->interval.actions.count, sizeof(Action), in_order);
    for (size_t position = 0; position < recorder->interval.actions.count; position++) {
        Action action = recorder->interval.actions.items[position];
        follow_count(recorder, action.moment);
        write_action(recorder, &action);
        write_balance(recorder, action.moment);
    }
    follow_count(recorder, recorder->interval.ended);
    set_thresholds(recorder);
    if (recorder->version >= 2) {
        log_text(&recorder->model.log, "sample");
        log_number(&recorder->model.log, recorder->examined < 2 ? recorder->examined : 2);
        log_end(&recorder->model.log);
    }
    for (size_t position = 0; position < recorder->interval.marks.count; position++) free(recorder->interval.marks.items[position].text);
    recorder->interval.marks.count = 0;
    for (size_t position = 0; position < recorder->interval.listed.count; position++) {
        Entry *entry = entry_at(&recorder->model, recorder->interval.listed.items[position]);
        if (entry->alive && entry->generation == 0) PUSH(recorder->members[0], recorder->interval.listed.items[position]);
    }
}

/* ---- the beginning ---- */

/* The heap as recording began. The order of generations is that of the lists. */
void write_beginning(Recorder *recorder) {
    Model *model = &recorder->model;
    Collector *collector = recorder->collector;
    if (COLLECTS_AT_SAFE_POINTS) model_word(model, "poll");
    model_word(model, "disable");
    for (size_t position = 0; position < recorder->interval.sampled.count; position++) {
        Index index = recorder->interval.sampled.items[position];
        if (is_dead_in_plan(recorder, index)) continue;
        Plan *plan = plan_of(recorder, index);
        entry_at(model, index)->generation = UNTRACKED;
        if (is_tracked(entry_at(model, index)->object) && (!is_immortal(entry_at(model, index)->object) || plan->is_frozen)) continue;
        model_heap(model, index, plan->site);
    }
    for (int turn = 0; turn < 4; turn++) {
        int generation = turn == 0 ? PERMANENT : turn - 1;
        PyGC_Head *list = list_of_generation(collector, generation);
        for (PyGC_Head *head = head_after(list); head != list; head = head_after(head)) {
            Block *slot = blocks_find(&recorder->allocations.blocks, block_of(object_of(head)));
            if (!slot || !slot->entry || entry_at(model, slot->entry)->number) continue;
            Index index = slot->entry;
            int is_of = IS_INCREMENTAL && generation == 1 ? 2 : generation;
            entry_at(model, index)->generation = (uint8_t)is_of;
            model_heap(model, index, plan_of(recorder, index)->site);
            if (is_of < 3) PUSH(recorder->members[is_of], index);
        }
    }
    for (size_t position = 0; position < recorder->interval.sampled.count; position++) write_gains(recorder, recorder->interval.sampled.items[position]);
    for (size_t position = 0; position < recorder->interval.sampled.count; position++) {
        Index index = recorder->interval.sampled.items[position];
        if (!entry_at(model, index)->alive) continue;
        Plan *plan = plan_of(recorder, index);
        Index target = plan->weak_target;
        if (target && entry_at(model, target)->alive && entry_at(model, index)->is_weak_reference) {
            log_text(&model->log, "watch");
            log_number(&model->log, (int64_t)entry_at(model, index)->number);
            log_number(&model->log, (int64_t)entry_at(model, target)->number);
            if (entry_at(model, index)->form & FORM_CALLBACK) log_text(&model->log, " callback");
            log_end(&model->log);
        }
        /* What is garbage already is held until it is looked at again: only then can more be said of it. */
        if (plan->is_garbage && plan->external_after == 0) plan->external_after = 1;
        plan->is_garbage = 0;
        int32_t wanted = plan->external_after, held = entry_at(model, index)->external;
        if (wanted > held) model_retain(model, index, wanted - held);
        if (wanted < held) model_release(model, index, held - wanted);
    }
    set_options(recorder);
    set_thresholds(recorder);
    log_text(&model->log, "state");
    for (int generation = 0; generation < 3; generation++) log_number(&model->log, generation_of(collector, generation)->count);
    log_number(&model->log, long_lived_pending(collector));
    log_number(&model->log, long_lived_total(collector));
    log_end(&model->log);
    model->count = *young_count(collector);
    recorder->true_balance = model->balance = 0;
    model->enabled = 0;
    if (collector->enabled) {
        model->enabled = 1;
        model_word(model, "enable");
    }
}
