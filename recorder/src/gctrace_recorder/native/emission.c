/* Writes an interval: its actions in the order of their moments. */
#include "recorder.h"

void plan_action(Recorder *recorder, uint64_t moment, ActionKind kind, Index entry, Index other, int32_t count) {
    PUSH(recorder->actions, (Action){moment, action_rank(kind, recorder->actions.count), entry, other, count});
}

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
    edge->lost = 0;
    model_unreference(model, loss->edge, loss->count);
}

static void hide(Recorder *recorder, Index host, Index index) {
    Model *model = &recorder->model;
    if (!entry_at(model, host)->alive || !entry_at(model, index)->alive) return;
    Index holder = model_hidden_holder(model, host);
    model_reference(model, holder, index, 1);
    for (Index edge = entry_at(model, index)->first_in, next; edge; edge = next) {
        next = edge_at(model, edge)->next_in;
        Index source = edge_at(model, edge)->source;
        /* Garbage is not to be named again; its own references go when it does. So do those of what is gone with it. */
        uint32_t plan = entry_at(model, source)->plan;
        PyObject *object = entry_at(model, source)->object;
        int is_hidden = plan && plan_at(recorder, plan)->is_hidden;
        if (!is_hidden && (entry_at(model, source)->freed || (object && Py_REFCNT(object) == 0))) continue;
        if (source == holder || entry_at(model, source)->is_lost || (plan && plan_at(recorder, plan)->is_garbage)) continue;
        model_unreference(model, edge, edge_at(model, edge)->count);
    }
    if (entry_at(model, index)->external) model_release(model, index, entry_at(model, index)->external);
}

static void write_script(Recorder *recorder, Script *script) {
    Model *model = &recorder->model;
    if (script->resurrects) {
        if (!recorder->keeper) recorder->keeper = model_holder(model);
        script->object = recorder->keeper;
    }
    if (!entry_at(model, script->owner)->alive || !entry_at(model, script->object)->number) return;
    if (script->target && !entry_at(model, script->target)->number) return;
    model_script(model, script->record, script->owner, script->event, script->object, script->target, script->count);
}

static void finish(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    Entry *entry = entry_at(model, index);
    if (!entry->alive) return;
    int32_t wanted = plan_of(recorder, index)->external_after;
    if (entry->external > wanted) model_release(model, index, entry->external - wanted);
}

static void act(Recorder *recorder, const Action *action) {
    Model *model = &recorder->model;
    switch (kind_of_action(action)) {
    case ACTION_SWITCH:
        model->enabled = action->count;
        model_word(model, action->count ? "enable" : "disable");
        break;
    case ACTION_MARK:
        log_text(&model->log, "mark ");
        log_free_text(&model->log, recorder->marks.items[action->other].text);
        log_end(&model->log);
        break;
    case ACTION_PASS: let_pass(recorder, &recorder->waiting.items[action->other], action->moment); break;
    case ACTION_ALLOCATE: allocate(recorder, action->entry, action->moment); break;
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
    case ACTION_SETTLE: settle_references(recorder, action->entry); break;
    case ACTION_LOSE: lose(recorder, &recorder->losses.items[action->other]); break;
    case ACTION_SCRIPT: write_script(recorder, &recorder->scripts.items[action->other]); break;
    case ACTION_CALLBACK: write_callback(recorder, action->entry); break;
    case ACTION_UNHOLD: write_unholding(recorder, action->entry, action->other); break;
    case ACTION_HIDE: hide(recorder, action->entry, action->other); break;
    case ACTION_DIE: model_let_die(model, action->entry); break;
    case ACTION_FINISH: finish(recorder, action->entry); break;
    }
}

/* ---- the interval ---- */

static uint64_t moment_of_release(Recorder *recorder, Index index) {
    uint32_t number = entry_at(&recorder->model, index)->plan;
    return number && plan_at(recorder, number)->is_garbage ? plan_at(recorder, number)->release : recorder->ended;
}

static void plan_births(Recorder *recorder) {
    for (size_t position = 0; position < recorder->listed.count; position++) {
        Index index = recorder->listed.items[position];
        Plan *plan = plan_of(recorder, index);
        if (plan->is_dead) continue;
        if (plan->is_born) {
            plan_action(recorder, plan->birth, ACTION_ALLOCATE, index, 0, 0);
            if (plan->is_tracked_late && plan->is_tracked) plan_action(recorder, plan->tracked, ACTION_TRACK, index, 0, 0);
        } else if (plan->is_tracked) {
            plan_action(recorder, plan->tracked, ACTION_TRACK, index, 0, 0);
        }
    }
    if (recorder->has_frozen) plan_action(recorder, recorder->freeze_moment, ACTION_FREEZE, 0, 0, 0);
}

static void plan_changes(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t number = 1; number < recorder->plans.count; number++) {
        Plan *plan = plan_at(recorder, number);
        if (plan->is_dead) continue;
        Entry *entry = entry_at(model, plan->entry);
        if (plan->gain_count) plan_action(recorder, plan->settled, ACTION_SETTLE, plan->entry, 0, 0);
        if (plan->is_untracked) plan_action(recorder, recorder->ended, ACTION_UNTRACK, plan->entry, 0, 0);
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
            uint64_t moment = plan->is_garbage ? plan->release : is_held ? plan->last : recorder->ended;
            plan_action(recorder, moment, ACTION_FINISH, plan->entry, 0, 0);
        }
    }
    for (size_t number = 0; number < recorder->losses.count; number++) {
        Loss *loss = &recorder->losses.items[number];
        if (is_dead_in_plan(recorder, loss->source)) continue;
        uint64_t moment = moment_of_release(recorder, loss->source), other = moment_of_release(recorder, loss->target);
        plan_action(recorder, moment < other ? moment : other, ACTION_LOSE, loss->source, (Index)number, 0);
    }
}

static void plan_deaths(Recorder *recorder) {
    Model *model = &recorder->model;
    for (size_t position = 0; position < recorder->dead.count; position++) {
        Index index = recorder->dead.items[position];
        Plan *plan = plan_of(recorder, index);
        if (!entry_at(model, index)->alive) continue;
        if (plan->outlives_holder && entry_at(model, index)->external == 0) model_retain(model, index, 1);
        plan_action(recorder, plan->death, ACTION_DIE, index, 0, 0);
    }
}

static void plan_others(Recorder *recorder) {
    for (size_t position = 0; position < recorder->switch_end; position++) {
        Switch *turn = &recorder->allocations.switches.items[position];
        plan_action(recorder, turn->moment, ACTION_SWITCH, 0, 0, turn->is_enabled);
    }
    for (size_t position = 0; position < recorder->marks.count; position++)
        plan_action(recorder, recorder->marks.items[position].moment, ACTION_MARK, 0, (Index)position, 0);
    for (size_t position = 0; position < recorder->scripts.count; position++) {
        Script *script = &recorder->scripts.items[position];
        uint64_t moment = script->moment ? script->moment : moment_of_release(recorder, script->owner);
        plan_action(recorder, moment, ACTION_SCRIPT, script->owner, (Index)position, 0);
    }
}

static void set_thresholds(Recorder *recorder) {
    int thresholds[3];
    for (int generation = 0; generation < 3; generation++)
        thresholds[generation] = recorder->collector->generations[generation].threshold;
    model_thresholds(&recorder->model, thresholds);
}

static void set_options(Recorder *recorder) {
    Model *model = &recorder->model;
    Collector *collector = recorder->collector;
    /* Lowered, it would have a replay collect at the interval's first allocation; raised, it has to hold from the start. */
    if (collector->generations[0].threshold >= model->thresholds[0] || model->thresholds[0] < 0) set_thresholds(recorder);
    int saves_all = (collector->debug & 32) != 0;
    if (saves_all != model->saves_all) {
        model->saves_all = saves_all;
        model_word(model, saves_all ? "debug saveall" : "debug off");
    }
    if (recorder->has_unfrozen) {
        model_word(model, "unfreeze");
        for (size_t index = 1; index < model->entries.count; index++) {
            Entry *entry = entry_at(model, (Index)index);
            if (!entry->alive || entry->generation != PERMANENT) continue;
            entry->generation = 2;
            PUSH(recorder->members[2], (Index)index);
        }
    }
}

void emit_interval(Recorder *recorder) {
    set_options(recorder);
    plan_births(recorder);
    plan_changes(recorder);
    plan_deaths(recorder);
    plan_others(recorder);
    find_waiting(recorder);
    if (recorder->actions.count) qsort(recorder->actions.items, recorder->actions.count, sizeof(Action), in_order);
    for (size_t position = 0; position < recorder->actions.count; position++) {
        Action action = recorder->actions.items[position];
        follow_count(recorder, action.moment);
        act(recorder, &action);
        write_balance(recorder, action.moment);
    }
    follow_count(recorder, recorder->ended);
    set_thresholds(recorder);
    for (size_t position = 0; position < recorder->marks.count; position++) free(recorder->marks.items[position].text);
    recorder->marks.count = 0;
    for (size_t position = 0; position < recorder->listed.count; position++) {
        Entry *entry = entry_at(&recorder->model, recorder->listed.items[position]);
        if (entry->alive && entry->generation == 0) PUSH(recorder->members[0], recorder->listed.items[position]);
    }
}

/* ---- the beginning ---- */

/* The heap as recording began. The order of generations is that of the lists. */
void emit_beginning(Recorder *recorder) {
    Model *model = &recorder->model;
    Collector *collector = recorder->collector;
    if (COLLECTS_AT_SAFE_POINTS) model_word(model, "poll");
    model_word(model, "disable");
    for (size_t position = 0; position < recorder->sampled.count; position++) {
        Index index = recorder->sampled.items[position];
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
            Block *place = blocks_find(&recorder->allocations.blocks, block_of(object_of(head)));
            if (!place || !place->entry || entry_at(model, place->entry)->number) continue;
            Index index = place->entry;
            entry_at(model, index)->generation = (uint8_t)generation;
            model_heap(model, index, plan_of(recorder, index)->site);
            if (generation < 3) PUSH(recorder->members[generation], index);
        }
    }
    for (size_t position = 0; position < recorder->sampled.count; position++) settle_references(recorder, recorder->sampled.items[position]);
    for (size_t position = 0; position < recorder->sampled.count; position++) {
        Index index = recorder->sampled.items[position];
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
    for (int generation = 0; generation < 3; generation++) log_number(&model->log, collector->generations[generation].count);
    log_number(&model->log, collector->long_lived_pending);
    log_number(&model->log, collector->long_lived_total);
    log_end(&model->log);
    model->count = collector->generations[0].count;
    recorder->true_balance = model->balance = 0;
    model->enabled = 0;
    if (collector->enabled) {
        model->enabled = 1;
        model_word(model, "enable");
    }
}
