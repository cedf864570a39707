#include "scripts.h"

void write_script(Recorder *recorder, Script *script) {
    Model *model = &recorder->model;
    if (script->resurrects) {
        if (!recorder->collection.keeper) recorder->collection.keeper = model_holder(model);
        script->object = recorder->collection.keeper;
    }
    if (!entry_at(model, script->owner)->alive || !entry_at(model, script->object)->number) return;
    if (script->target && !entry_at(model, script->target)->number) return;
    model_script(model, script->record, script->owner, script->event, script->object, script->target, script->count);
}

void write_callback(Recorder *recorder, Index index) {
    Model *model = &recorder->model;
    Entry *entry = entry_at(model, index);
    if (!entry->alive || entry->scripted) return;
    for (Index edge = entry->first_in; edge; edge = edge_at(model, edge)->next_in)
        if (!is_garbage(recorder, edge_at(model, edge)->source) && !entry_at(model, edge_at(model, edge)->source)->is_let_go)
            model_script(model, "callback", index, "unref", edge_at(model, edge)->source, index, edge_at(model, edge)->count);
    /* As many references as at the end of the interval, which is yet to come. */
    int32_t external = external_after(recorder, index);
    if (external > 0) model_script(model, "callback", index, "release", index, 0, external);
}

void write_unholding(Recorder *recorder, Index finalizer, Index index) {
    Model *model = &recorder->model;
    if (!entry_at(model, finalizer)->alive || !entry_at(model, index)->alive) return;
    for (Index edge = entry_at(model, index)->first_in; edge; edge = edge_at(model, edge)->next_in)
        model_script(model, "finalizer", finalizer, "unref", edge_at(model, edge)->source, index, edge_at(model, edge)->count);
}

void write_hiding(Recorder *recorder, Index host, Index index) {
    Model *model = &recorder->model;
    if (!entry_at(model, host)->alive || !entry_at(model, index)->alive) return;
    Index holder = model_hidden_holder(model, host);
    model_reference(model, holder, index, 1, 0);
    for (Index edge = entry_at(model, index)->first_in, next; edge; edge = next) {
        next = edge_at(model, edge)->next_in;
        Index source = edge_at(model, edge)->source;
        /* Garbage must not be named again. Its references end with it, and so do those of the objects that die with it. */
        uint32_t plan = entry_at(model, source)->plan;
        PyObject *object = entry_at(model, source)->object;
        int is_hidden = plan && plan_at(recorder, plan)->is_hidden;
        if (!is_hidden && (entry_at(model, source)->freed || (object && is_destroyed(object)))) continue;
        if (source == holder || entry_at(model, source)->is_let_go || (plan && plan_at(recorder, plan)->is_garbage)) continue;
        model_unreference(model, edge, edge_at(model, edge)->count);
    }
    if (entry_at(model, index)->external) model_release(model, index, entry_at(model, index)->external);
}
