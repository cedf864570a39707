/* Samples: the contents of the collector's lists, each object's reference count, and its references according to tp_traverse. */
#include "sample.h"

#include "identity.h"

/* A count that no object reaches; kept for an immortal object. */
enum { IMMORTAL_REFERENCES = 1 << 20, MOST_REFERENCES = 1 << 28 };

static int32_t reference_count_of(PyObject *object) {
    if (is_immortal(object)) return IMMORTAL_REFERENCES;
    Py_ssize_t count = Py_REFCNT(object);
    return count > MOST_REFERENCES ? MOST_REFERENCES : (int32_t)count;
}

static void take_in(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    entry->sampled = recorder->stamp;
    entry->reference_count = reference_count_of(entry->object);
    PUSH(recorder->interval.sampled, index);
}

/* An object on a list of that generation. */
static void enter(Recorder *recorder, PyObject *object, int generation) {
    Model *model = &recorder->model;
    Block *slot = blocks_insert(&recorder->allocations.blocks, block_of(object));
    Index index = slot->entry;
    if (index) {
        Entry *entry = entry_at(model, index);
        if (entry->sampled == recorder->stamp) return;
        int was_old = entry->generation == 1 || entry->generation == 2;
        /* No object moves from another list to generation 0, and neither does an untracked tuple. This object was created in a free
         * list's memory. */
        if (entry->type != Py_TYPE(object) || (generation == 0 && was_old) ||
            (entry->generation == UNTRACKED && entry->alive && PyTuple_CheckExact(object)) || is_another_tuple(recorder, entry, object)) {
            mark_vanished(recorder, index);
            index = 0;
        }
    }
    int is_new = !index;
    if (is_new) index = be_born(recorder, object);
    take_in(recorder, index);
    Entry *entry = entry_at(model, index);
    if (generation == PERMANENT) {
        if (is_new) {
            plan_of(recorder, index)->is_tracked = plan_of(recorder, index)->is_frozen = 1;
            PUSH(recorder->interval.listed, index);
        }
        if (entry->generation != PERMANENT && !is_immortal(object)) recorder->interval.has_frozen = 1;
        return;
    }
    if (is_immortal(object) && !is_new) {
        /* The next collection removes it from its list for good. */
        if (entry->generation != UNTRACKED && entry->generation != PERMANENT) plan_of(recorder, index)->is_untracked = 1;
        return;
    }
    if (is_new || entry->generation == UNTRACKED) {
        plan_of(recorder, index)->is_tracked = !is_immortal(object);
        PUSH(recorder->interval.listed, index);
    }
    if (generation <= recorder->examined) PUSH(recorder->interval.candidates, index);
}

static void enter_list(Recorder *recorder, int generation) {
    PyGC_Head *list = list_of_generation(recorder->collector, generation);
    for (PyGC_Head *head = head_after(list), *next; head != list; head = next) {
        next = head_after(head);
        /* It will be gone when the collector looks, unless another callback keeps it. */
        if (object_of(head) == recorder->collection.notice) continue;
        blocks_prefetch(&recorder->allocations.blocks, next == list ? 0 : block_of(object_of(next)));
        enter(recorder, object_of(head), IS_INCREMENTAL && generation == 1 ? 2 : generation);
    }
}

/* ---- references ---- */

static int visit_raw(PyObject *object, void *argument) {
    Scratch *scratch = &((Recorder *)argument)->scratch;
    if (!object) return 0;
    if (!HAS_ROOM(scratch->raw)) {
        void *grown = vector_try_to_grow(scratch->raw.items, scratch->raw.count, &scratch->raw.capacity, sizeof *scratch->raw.items);
        /* tp_traverse must reach its end, because it may have locked something of the program's. */
        if (!grown) return scratch->raw_is_cut = 1;
        scratch->raw.items = grown;
    }
    scratch->raw.items[scratch->raw.count++] = object;
    scratch->raw_hash = mixed(scratch->raw_hash, object);
    return 0;
}

/* The entry of a reference's target; 0: an object that the log does not need. */
static Index resolve(Recorder *recorder, PyObject *object) {
    if (!PyObject_IS_GC(object)) return 0;
    Model *model = &recorder->model;
    Block *slot = blocks_find(&recorder->allocations.blocks, block_of(object));
    Index index = slot ? slot->entry : 0;
    int tracked = is_tracked(object);
    if (index) {
        Entry *entry = entry_at(model, index);
        int is_another = entry->type != Py_TYPE(object);
        /* Reused memory of a free list. A list, tuple or dict leaves its list in no other way, except that the collector untracks it. */
        if (!tracked && entry->sampled != recorder->stamp && entry->generation <= 2 &&
            (PyTuple_CheckExact(object) || PyDict_CheckExact(object) || PyList_CheckExact(object)))
            is_another = 1;
        if (!is_another && entry->sampled != recorder->stamp) is_another = is_another_tuple(recorder, entry, object);
        if (is_another) {
            mark_vanished(recorder, index);
            index = 0;
        }
    }
    if (!index) {
        /* An untracked tuple holds no object that the collector would examine. */
        if (!tracked && PyTuple_CheckExact(object)) return 0;
        index = be_born(recorder, object);
        plan_of(recorder, index)->is_tracked = tracked;
        PUSH(recorder->interval.listed, index);
        take_in(recorder, index);
    } else if (!tracked && entry_at(model, index)->sampled != recorder->stamp) {
        take_in(recorder, index);
    }
    return index;
}

/* The present references of the object, each target once, in the order of tp_traverse, in `resolved`. */
static void resolve_all(Recorder *recorder) {
    uint32_t pass = ++recorder->pass;
    recorder->scratch.resolved.count = 0;
    for (size_t position = 0; position < recorder->scratch.raw.count; position++)
        blocks_prefetch(&recorder->allocations.blocks, block_of(recorder->scratch.raw.items[position]));
    for (size_t position = 0; position < recorder->scratch.raw.count; position++) {
        Index target = resolve(recorder, recorder->scratch.raw.items[position]);
        if (!target) continue;
        Entry *entry = entry_at(&recorder->model, target);
        if (entry->counted == pass) {
            recorder->scratch.resolved.items[entry->count].count++;
            continue;
        }
        entry->counted = pass;
        entry->count = (int32_t)recorder->scratch.resolved.count;
        PUSH(recorder->scratch.resolved, (Reference){target, 1});
    }
}

/* Compares `resolved` with the edges. */
static void compare(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    uint32_t pass = recorder->pass;
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out) {
        Edge *old = edge_at(model, edge);
        if (old->target == model->sentinel && old->target) continue;
        Entry *target = entry_at(model, old->target);
        int32_t kept = 0;
        if (target->counted == pass && !is_dead_in_plan(recorder, old->target)) {
            Reference *now = &recorder->scratch.resolved.items[target->count];
            kept = now->count < old->count ? now->count : old->count;
            now->count -= kept;
        }
        if (kept == old->count) continue;
        int32_t going = old->count - kept;
        /* References to dead objects are dropped at their deaths. */
        if (is_dead_in_plan(recorder, old->target)) continue;
        PUSH(recorder->interval.losses, (Loss){edge, index, old->target, going});
        edge_at(model, edge)->going = going;
        plan_of(recorder, edge_at(model, edge)->target)->delta -= going;
    }
    size_t first = recorder->interval.gains.count;
    for (size_t position = 0; position < recorder->scratch.resolved.count; position++) {
        Reference *now = &recorder->scratch.resolved.items[position];
        if (now->count <= 0) continue;
        PUSH(recorder->interval.gains, *now);
        Plan *target = plan_of(recorder, now->target);
        target->delta += now->count;
        target->has_gained = 1;
    }
    if (recorder->interval.gains.count > first) {
        Plan *plan = plan_of(recorder, index);
        plan->first_gain = first;
        plan->gain_count = recorder->interval.gains.count - first;
    }
}

static void look_into(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    PyObject *object = entry_at(model, index)->object;
    if (entry_at(model, index)->is_unchanged) {
        entry_at(model, index)->is_unchanged = 0;
        if (entry_at(model, index)->hash) return;
    }
    recorder->scratch.raw.count = 0;
    recorder->scratch.raw_hash = HASH_OF_NOTHING;
    PyTypeObject *type = Py_TYPE(object);
    /* An untracked object may be incomplete; tuples and dicts are complete. */
    if (type->tp_traverse && (is_tracked(object) || PyTuple_CheckExact(object) || (PyDict_CheckExact(object) && is_whole(object))))
        type->tp_traverse(object, visit_raw, recorder);
    if (recorder->scratch.raw_is_cut) memory_ran_out();
    uint64_t hash = recorder->scratch.raw_hash | 1;
    if (entry_at(model, index)->hash == hash) return;
    entry_at(model, index)->hash = hash;
    if (entry_at(model, index)->is_let_go) return;
    resolve_all(recorder);
    compare(recorder, index);
    Entry *entry = entry_at(model, index);
    PyObject *target = target_of_weak_reference(object);
    if (!entry->number && target && PyObject_IS_GC(target)) {
        Block *slot = blocks_find(&recorder->allocations.blocks, block_of(target));
        if (slot && slot->entry && slot->entry != index) plan_of(recorder, index)->weak_target = slot->entry;
    }
    if (entry->number) {
        int64_t size = size_of(object);
        if (size != entry->size) {
            entry->size = size;
            plan_of(recorder, index)->grew = 1;
        }
    }
    uint8_t form = (uint8_t)form_of(object);
    /* The type in the log stays that of its birth. */
    if (entry->number) form = (uint8_t)((form & ~FORM_ODD) | (entry->form & FORM_ODD));
    entry->form = form;
}

void sample_also(Recorder *recorder, Index index) {
    if (!was_sampled(recorder, index)) take_in(recorder, index);
    entry_at(&recorder->model, index)->hash = 0;
    look_into(recorder, index);
}

/* ---- what is gone ---- */

/* An object that was on one of the lists and no longer is, although its memory was not freed. */
static void miss(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    PyObject *object = entry->object;
    Block *slot = blocks_find(&recorder->allocations.blocks, entry->block);
    if (!slot || slot->entry != index) {
        mark_vanished(recorder, index);
        return;
    }
    if (is_tracked(object) && !is_in_trash(object)) return;
    int is_plain = PyTuple_CheckExact(object) || PyDict_CheckExact(object) || PyList_CheckExact(object);
    if (is_destroyed(object) || entry->type != Py_TYPE(object) || is_plain) {
        mark_vanished(recorder, index);
    } else {
        plan_of(recorder, index)->is_untracked = 1;
    }
}

/* Whether an object of an older generation, whose list was not examined, is still the same object. */
static void check(Recorder *recorder, Index index) {
    Entry *entry = entry_at(&recorder->model, index);
    if (entry->sampled == recorder->stamp || is_dead_in_plan(recorder, index)) return;
    if (is_destroyed(entry->object) || !is_tracked(entry->object) || Py_TYPE(entry->object) != entry->type) miss(recorder, index);
}

static void look_for_the_missing(Recorder *recorder, int top) {
    Model *model = &recorder->model;
    for (int generation = 0; generation < (recorder->sizes_due ? 3 : top + 1) && generation < 3; generation++) {
        size_t kept = 0;
        for (size_t position = 0; position < recorder->members[generation].count; position++) {
            Index index = recorder->members[generation].items[position];
            Entry *entry = entry_at(model, index);
            if (!entry->alive || entry->generation != generation) continue;
            recorder->members[generation].items[kept++] = index;
            if (generation > top) {
                check(recorder, index);
            } else if (entry->sampled != recorder->stamp && !is_dead_in_plan(recorder, index)) {
                miss(recorder, index);
            }
        }
        recorder->members[generation].count = kept;
    }
}

/* ---- the sample ---- */

void sample_take(Recorder *recorder, int top) {
    Model *model = &recorder->model;
    catch_up(recorder);
    tracer_resume(&recorder->tracer);
    /* A moment of its own, so that everything after the sample is later. */
    recorder->interval.ended = ++recorder->allocations.moment;
    recorder->stamp++;
    recorder->samples++;
    for (size_t position = 0; position < recorder->allocations.freed.count; position++) {
        Freed *freed = &recorder->allocations.freed.items[position];
        if (!entry_at(model, freed->entry)->alive) continue;
        entry_at(model, freed->entry)->freed = 1;
        entry_at(model, freed->entry)->is_kept = freed->is_kept;
        mark_dead(recorder, freed->entry);
        Plan *plan = plan_of(recorder, freed->entry);
        plan->death = plan->death_seen = freed->moment;
        plan->death_allocations = freed->allocations;
        plan->is_vanished = 0;
    }
    for (size_t position = 0; position < recorder->late_dead.count; position++) {
        Index index = recorder->late_dead.items[position];
        if (!entry_at(model, index)->alive || is_dead_in_plan(recorder, index)) continue;
        mark_dead(recorder, index);
        plan_of(recorder, index)->death = recorder->interval.started;
    }
    recorder->late_dead.count = 0;
    uintptr_t tail = (uintptr_t)head_before(list_of_generation(recorder->collector, PERMANENT));
    recorder->examined = top;
    if (top == 3 || tail != recorder->permanent_tail) {
        enter_list(recorder, PERMANENT);
        int is_empty = tail == (uintptr_t)list_of_generation(recorder->collector, PERMANENT);
        recorder->interval.has_unfrozen = is_empty && recorder->permanent_tail && tail != recorder->permanent_tail;
        recorder->permanent_tail = tail;
        if (recorder->interval.has_frozen || recorder->interval.has_unfrozen) top = 3;
    }
    for (int generation = 0; generation <= top && generation < 3; generation++) enter_list(recorder, generation);
    look_for_the_missing(recorder, top);
    /* The list grows: untracked objects are met on the way. */
    for (size_t position = 0; position < recorder->interval.sampled.count; position++)
        if (!is_dead_in_plan(recorder, recorder->interval.sampled.items[position])) look_into(recorder, recorder->interval.sampled.items[position]);
}
