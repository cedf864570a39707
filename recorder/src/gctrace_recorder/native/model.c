#include "model.h"

#include <string.h>

void model_init(Model *model) {
    memset(model, 0, sizeof *model);
    model->log.fd = -1;
    CHUNKED_PUSH(model->entries, (Entry){0}); /* index 0 stands for none */
    CHUNKED_PUSH(model->edges, (Edge){0});
}

void model_free(Model *model) {
    CHUNKED_RELEASE(model->entries);
    CHUNKED_RELEASE(model->edges);
    RELEASE(model->dying);
    RELEASE(model->dead);
    RELEASE(model->unseen);
    free(model->types.slots);
    model->types.slots = NULL;
}

Index model_add(Model *model, PyObject *object, uintptr_t block) {
    Index index = model->free_entry;
    if (index) {
        model->free_entry = entry_at(model, index)->plan;
    } else {
        index = (Index)model->entries.count;
        CHUNKED_PUSH(model->entries, (Entry){0});
    }
    Entry *entry = entry_at(model, index);
    *entry = (Entry){.object = object, .block = block, .type = object ? Py_TYPE(object) : NULL, .generation = UNTRACKED};
    return index;
}

void model_reap(Model *model) {
    for (size_t position = 0; position < model->dead.count; position++) {
        Index index = model->dead.items[position];
        Entry *entry = entry_at(model, index);
        *entry = (Entry){.plan = model->free_entry};
        model->free_entry = index;
    }
    model->dead.count = 0;
}

/* ---- edges ---- */

void model_link(Model *model, Index source, Index target, int32_t count) {
    Entry *holder = entry_at(model, source), *held = entry_at(model, target);
    held->incoming += count;
    Index index = model->free_edge;
    if (index) {
        model->free_edge = edge_at(model, index)->next_out;
    } else {
        index = (Index)model->edges.count;
        CHUNKED_PUSH(model->edges, (Edge){0});
    }
    *edge_at(model, index) = (Edge){
        .source = source, .target = target, .count = count, .previous_out = holder->last_out, .next_in = held->first_in};
    if (holder->last_out) {
        edge_at(model, holder->last_out)->next_out = index;
    } else {
        holder->first_out = index;
    }
    holder->last_out = index;
    if (held->first_in) edge_at(model, held->first_in)->previous_in = index;
    held->first_in = index;
}

Index model_edge_to(Model *model, Index source, Index target) {
    for (Index edge = entry_at(model, source)->first_out; edge; edge = edge_at(model, edge)->next_out)
        if (edge_at(model, edge)->target == target) return edge;
    return 0;
}

int holds_what_keeps_tracked(Model *model, Index index) {
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out)
        if (entry_at(model, edge_at(model, edge)->target)->type != &PyTuple_Type) return 1;
    return 0;
}

static void unlink_edge(Model *model, Index index) {
    Edge *edge = edge_at(model, index);
    Entry *holder = entry_at(model, edge->source), *held = entry_at(model, edge->target);
    if (edge->previous_out) {
        edge_at(model, edge->previous_out)->next_out = edge->next_out;
    } else {
        holder->first_out = edge->next_out;
    }
    if (edge->next_out) {
        edge_at(model, edge->next_out)->previous_out = edge->previous_out;
    } else {
        holder->last_out = edge->previous_out;
    }
    if (edge->previous_in) {
        edge_at(model, edge->previous_in)->next_in = edge->next_in;
    } else {
        held->first_in = edge->next_in;
    }
    if (edge->next_in) edge_at(model, edge->next_in)->previous_in = edge->previous_in;
    held->incoming -= edge->count;
    edge->next_out = model->free_edge;
    edge->count = 0;
    model->free_edge = index;
}

/* ---- deaths ---- */

static void die_if_unheld(Model *model, Index index) {
    Entry *entry = entry_at(model, index);
    if (entry->alive && entry->external + entry->incoming == 0) PUSH(model->dying, index);
}

static void count_down(Model *model) {
    model->balance--;
    if (model->count > 0) model->count--;
}

static void bury(Model *model, Index index) {
    Entry *entry = entry_at(model, index);
    if (!entry->alive) return;
    entry->alive = 0;
    if (entry->type) {
        if (entry->is_type) types_forget(model, entry->object);
        FreeList *list = entry->free_list ? &model->free_lists[entry->free_list] : NULL;
        int is_kept = list && list->length < free_list_limit(entry->free_list);
        if (is_kept) list->length++;
        if (COUNTS_TRACKED ? entry->generation != UNTRACKED : !is_kept) count_down(model);
        /* If the memory was freed, the real collector's count fell, and no record says so. If a free list took it, the count did not
         * fall. */
        if (!COUNTS_TRACKED && entry->freed && !entry->is_kept) model->balance++;
    }
    while (entry->first_out) {
        Index target = edge_at(model, entry->first_out)->target;
        unlink_edge(model, entry->first_out);
        die_if_unheld(model, target);
    }
    PUSH(model->dead, index);
}

static void drain(Model *model) {
    while (model->dying.count) {
        Index index = model->dying.items[--model->dying.count];
        Entry *entry = entry_at(model, index);
        if (!entry->alive || entry->external + entry->incoming > 0) continue;
        bury(model, index);
    }
}

void model_collect(Model *model, Index index) {
    Entry *entry = entry_at(model, index);
    if (!entry->alive) return;
    while (entry->first_in) unlink_edge(model, entry->first_in);
    entry->external = 0;
    bury(model, index);
    drain(model);
}

void model_drop_edge(Model *model, Index edge) {
    Index target = edge_at(model, edge)->target;
    unlink_edge(model, edge);
    die_if_unheld(model, target);
    drain(model);
}

void model_let_die(Model *model, Index index) {
    Entry *entry = entry_at(model, index);
    if (!entry->alive) return;
    /* A reference to itself would remain after an unref of the last other reference. */
    while (entry->alive && entry->first_in) model_unreference(model, entry->first_in, edge_at(model, entry->first_in)->count);
    if (entry->alive && entry->external) model_release(model, index, entry->external);
}

/* ---- events ---- */

static void write_object(Model *model, const char *record, Index index) {
    log_text(&model->log, record);
    log_number(&model->log, (int64_t)entry_at(model, index)->number);
}

static void write_count(Model *model, int64_t count) {
    if (count != 1) log_number(&model->log, count);
    log_end(&model->log);
}

static void write_pair(Model *model, const char *record, Index source, Index target, int64_t count) {
    write_object(model, record, source);
    log_number(&model->log, (int64_t)entry_at(model, target)->number);
    write_count(model, count);
}

static void write_birth(Model *model, const char *record, Index index) {
    Entry *entry = entry_at(model, index);
    entry->number = ++model->newest;
    entry->alive = 1;
    entry->external = 1;
    write_object(model, record, index);
    log_number(&model->log, entry->type_number);
    log_number(&model->log, entry->size);
}

int model_will_count(Model *model, Index index, int reused, int64_t first_size) {
    if (first_size) return 1;
    int list = entry_at(model, index)->free_list;
    return list ? model->free_lists[list].length == 0 : !reused;
}

void model_clear_free_lists(Model *model) {
    for (int list = 0; list < FREE_LISTS; list++) model->free_lists[list].length = 0;
}

static void write_allocation(Model *model, Index index, Index target, int is_tracked, int is_counted, uint32_t site) {
    write_birth(model, target ? "weakref" : "alloc", index);
    Log *log = &model->log;
    if (target) log_number(log, (int64_t)entry_at(model, target)->number);
    if (site) log_number(log, site);
    if (target) {
        if (entry_at(model, index)->form & FORM_CALLBACK) log_text(log, " callback");
    } else {
        if (!is_tracked) log_text(log, " untracked");
        if (!is_counted) log_text(log, " reused");
    }
    log_end(log);
    if (COUNTS_TRACKED ? is_tracked : is_counted) {
        model->count++;
        model->balance++;
    }
    entry_at(model, index)->generation = is_tracked ? 0 : UNTRACKED;
}

void model_allocate(Model *model, Index index, Index target, int is_tracked, int reused, int64_t first_size, uint32_t site) {
    Entry *entry = entry_at(model, index);
    int is_counted = target || model_will_count(model, index, reused, first_size);
    if (!is_counted && entry->free_list) model->free_lists[entry->free_list].length--;
    int64_t size = entry->size;
    if (first_size) entry->size = first_size;
    write_allocation(model, index, target, is_tracked, is_counted, site);
    if (first_size) model_size(model, index, size);
}

void model_heap(Model *model, Index index, uint32_t site) {
    write_birth(model, "heap", index);
    log_text(&model->log, " ");
    char generation[2] = {"0123-"[entry_at(model, index)->generation], 0};
    log_text(&model->log, generation);
    if (site) log_number(&model->log, site);
    log_end(&model->log);
}

void model_keep_tracked(Model *model, Index index) {
    write_object(model, "track", index);
    log_end(&model->log);
}

void model_track(Model *model, Index index) {
    model_keep_tracked(model, index);
    if (COUNTS_TRACKED) {
        model->count++;
        model->balance++;
    }
    entry_at(model, index)->generation = 0;
}

void model_untrack(Model *model, Index index) {
    write_object(model, "untrack", index);
    log_end(&model->log);
    if (COUNTS_TRACKED && entry_at(model, index)->generation != UNTRACKED) count_down(model);
    entry_at(model, index)->generation = UNTRACKED;
}

void model_reference(Model *model, Index source, Index target, int32_t count, uint32_t name) {
    if (name) {
        write_object(model, "ref", source);
        log_number(&model->log, (int64_t)entry_at(model, target)->number);
        log_number(&model->log, count);
        log_number(&model->log, name);
        log_end(&model->log);
    } else {
        write_pair(model, "ref", source, target, count);
    }
    for (Index edge = entry_at(model, source)->last_out; edge; edge = edge_at(model, edge)->previous_out) {
        if (edge_at(model, edge)->target == target) {
            edge_at(model, edge)->count += count;
            entry_at(model, target)->incoming += count;
            return;
        }
        /* Two edges to one target are no harm: the reader adds them up. */
        break;
    }
    model_link(model, source, target, count);
}

void model_unreference(Model *model, Index edge, int32_t count) {
    Index source = edge_at(model, edge)->source, target = edge_at(model, edge)->target;
    write_pair(model, "unref", source, target, count);
    if (edge_at(model, edge)->count > count) {
        edge_at(model, edge)->count -= count;
        entry_at(model, target)->incoming -= count;
    } else {
        unlink_edge(model, edge);
    }
    die_if_unheld(model, target);
    drain(model);
}

void model_retain(Model *model, Index index, int64_t count) {
    write_object(model, "retain", index);
    write_count(model, count);
    entry_at(model, index)->external += count;
}

void model_release(Model *model, Index index, int64_t count) {
    write_object(model, "release", index);
    write_count(model, count);
    entry_at(model, index)->external -= count;
    die_if_unheld(model, index);
    drain(model);
}

void model_size(Model *model, Index index, int64_t size) {
    write_object(model, "size", index);
    log_number(&model->log, size);
    log_end(&model->log);
    entry_at(model, index)->size = size;
}

void model_count(Model *model, int64_t count) {
    if (!count) return;
    log_text(&model->log, "count");
    log_number(&model->log, count);
    log_end(&model->log);
    model->balance += count;
    model->count += count;
    if (model->count < 0) model->count = 0;
}

/* A type of the log that the program does not have. */
static uint32_t define_type(Model *model, const char *name_and_attributes) {
    uint32_t type = ++model->type_count;
    log_text(&model->log, "type");
    log_number(&model->log, type);
    log_text(&model->log, name_and_attributes);
    log_end_definition(&model->log);
    return type;
}

void model_count_unseen(Model *model) {
    if (!model->unseen_type) model->unseen_type = define_type(model, " (in%20no%20sample)");
    Index index = model_add(model, NULL, 0);
    entry_at(model, index)->type = &PyBaseObject_Type;
    entry_at(model, index)->type_number = model->unseen_type;
    write_birth(model, "alloc", index);
    log_text(&model->log, " untracked error");
    log_end(&model->log);
    model->count++;
    model->balance++;
    PUSH(model->unseen, index);
}

int model_discount_unseen(Model *model) {
    if (!model->unseen.count) return 0;
    model_release(model, model->unseen.items[--model->unseen.count], 1);
    return 1;
}

void model_word(Model *model, const char *record) {
    log_text(&model->log, record);
    log_end(&model->log);
}

void model_thresholds(Model *model, const int thresholds[3]) {
    if (memcmp(model->thresholds, thresholds, sizeof model->thresholds) == 0) return;
    memcpy(model->thresholds, thresholds, sizeof model->thresholds);
    log_text(&model->log, "threshold");
    for (int generation = 0; generation < 3; generation++) log_number(&model->log, thresholds[generation]);
    log_end(&model->log);
}

void model_script(Model *model, const char *record, Index owner, const char *event, Index object, Index target, int64_t count) {
    write_object(model, record, owner);
    if (!event) {
        log_end(&model->log);
        return;
    }
    log_text(&model->log, " ");
    write_object(model, event, object);
    if (target) log_number(&model->log, (int64_t)entry_at(model, target)->number);
    write_count(model, count);
    entry_at(model, owner)->scripted = 1;
}

Index model_holder(Model *model) {
    if (!model->holder_type) model->holder_type = define_type(model, " (holder%20unseen%20by%20the%20collector) kind=atomic");
    Index index = model_add(model, NULL, 0);
    entry_at(model, index)->type_number = model->holder_type;
    write_birth(model, "alloc", index);
    log_end(&model->log);
    return index;
}

Index model_hidden_holder(Model *model, Index host) {
    Index index = model_holder(model);
    model_reference(model, host, index, 1, 0);
    model_release(model, index, 1);
    return index;
}

Index model_sentinel(Model *model) {
    if (model->sentinel) return model->sentinel;
    uint32_t type = define_type(model, " (tracked%20element)");
    Index index = model_add(model, NULL, 0);
    entry_at(model, index)->type_number = type;
    write_birth(model, "alloc", index);
    log_text(&model->log, " untracked reused");
    log_end(&model->log);
    model->sentinel = index;
    return index;
}
