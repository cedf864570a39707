#include "names.h"

#include "named.h"
#include "recorder.h"

#include <string.h>

/* Longer names are cut: so many characters. */
enum { LONGEST_REFERENCE_NAME = 80 };

/* ---- numbers ---- */

static size_t place_of(const Names *names, uint64_t key) {
    size_t place = (size_t)(key >> 20) & (names->capacity - 1);
    while (names->slots[place].key && names->slots[place].key != key) place = (place + 1) & (names->capacity - 1);
    return place;
}

static void make_room_for_name(Names *names) {
    if ((names->used + 1) * 2 <= names->capacity) return;
    size_t capacity = names->capacity, larger = capacity ? capacity * 2 : 1024;
    KnownName *slots = calloc(larger, sizeof *slots), *before = names->slots;
    if (!slots) memory_ran_out();
    names->slots = slots;
    names->capacity = larger;
    for (size_t place = 0; place < capacity; place++)
        if (before[place].key) names->slots[place_of(names, before[place].key)] = before[place];
    free(before);
}

/* The bytes of a word that are so many characters at most. */
static size_t cut_of(const char *word) {
    size_t length = 0, characters = 0;
    for (; word[length]; length++)
        if (((unsigned char)word[length] & 0xC0) != 0x80 && characters++ == LONGEST_REFERENCE_NAME) break;
    return length;
}

/* The number of a name, which the log is told of if it is new; 0: it is empty. Two names with one hash of 64 bits are not expected. */
static uint32_t number_of_name(Recorder *recorder, PyObject *text, const char *word) {
    char buffer[4 * LONGEST_REFERENCE_NAME + 1];
    size_t length = text ? append_text(buffer, 0, sizeof buffer, text, LONGEST_REFERENCE_NAME) : cut_of(word);
    if (!text) memcpy(buffer, word, length);
    buffer[length] = 0;
    if (!length) return 0;
    uint64_t key = 0xCBF29CE484222325u;
    for (size_t position = 0; position < length; position++) key = (key ^ (unsigned char)buffer[position]) * 0x100000001B3u;
    key |= 1;
    Names *names = &recorder->names;
    make_room_for_name(names);
    KnownName *known = &names->slots[place_of(names, key)];
    if (known->key) return known->number;
    *known = (KnownName){key, (uint32_t)++names->used};
    Log *log = &recorder->model.log;
    log_text(log, "name");
    log_number(log, known->number);
    log_text(log, " ");
    log_name(log, buffer);
    log_end_definition(log);
    return known->number;
}

/* ---- what others say of an object ---- */

/* The entry of an object that the log has; 0: of another. `target` may be no object any more. */
static Index entry_of(Recorder *recorder, PyObject *target) {
    Block *slot = blocks_find(&recorder->allocations.blocks, (uintptr_t)head_of(target));
    return slot ? slot->entry : 0;
}

static void note_cell(PyObject *target, PyObject *text, const char *word, void *context) {
    Recorder *recorder = context;
    Index index = entry_of(recorder, target);
    if (!index || entry_at(&recorder->model, index)->type != &PyCell_Type || entry_at(&recorder->model, index)->variable) return;
    uint32_t variable = number_of_name(recorder, text, word);
    entry_at(&recorder->model, index)->variable = variable;
}

static void note_namespace(PyObject *target, PyObject *text, const char *word, void *context) {
    (void)text, (void)word;
    Recorder *recorder = context;
    Index index = target ? entry_of(recorder, target) : 0;
    if (index) entry_at(&recorder->model, index)->is_namespace = 1;
}

/* ---- the gains of one object ---- */

static size_t place_of_gain(const Names *names, PyObject *target) {
    size_t place = (size_t)((uintptr_t)target * 0x9E3779B97F4A7C15u >> 32) & (names->gain_capacity - 1);
    while (names->gains[place].target && names->gains[place].target != target) place = (place + 1) & (names->gain_capacity - 1);
    return place;
}

static void tabulate_gains(Recorder *recorder, const Plan *plan) {
    Names *names = &recorder->names;
    size_t capacity = 8;
    while (capacity < plan->gain_count * 2) capacity *= 2;
    if (capacity > names->gain_capacity) {
        free(names->gains);
        names->gain_capacity = 0;
        names->gains = malloc(capacity * sizeof *names->gains);
        if (!names->gains) memory_ran_out();
    }
    names->gain_capacity = capacity;
    memset(names->gains, 0, capacity * sizeof *names->gains);
    for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
        PyObject *target = entry_at(&recorder->model, recorder->interval.gains.items[gain].target)->object;
        if (target) names->gains[place_of_gain(names, target)] = (NamedGain){target, gain};
    }
    names->others.count = 0;
}

/* The names that come last stay: what a dict has gained is at its end. */
static void note_name(PyObject *target, PyObject *text, const char *word, void *context) {
    Recorder *recorder = context;
    Names *names = &recorder->names;
    const NamedGain *found = &names->gains[place_of_gain(names, target)];
    if (!found->target) return;
    size_t gain = found->gain;
    uint32_t name = number_of_name(recorder, text, word);
    Reference *reference = &recorder->interval.gains.items[gain];
    if (!name) return;
    if (reference->count == 1) {
        reference->name = name;
        return;
    }
    PUSH(names->others, (OtherName){name, reference->name});
    reference->name = (uint32_t)names->others.count;
}

/* Several references to one object, each by its name, in place of the one gain that they were. */
static void take_apart(Recorder *recorder, Plan *plan) {
    size_t first = plan->first_gain, end = first + plan->gain_count, start = recorder->interval.gains.count;
    for (size_t gain = first; gain < end; gain++) {
        Reference reference = recorder->interval.gains.items[gain];
        uint32_t other = reference.count == 1 ? 0 : reference.name;
        for (; other && reference.count > 1; other = recorder->names.others.items[other - 1].next) {
            PUSH(recorder->interval.gains, (Reference){reference.target, 1, recorder->names.others.items[other - 1].name});
            reference.count--;
        }
        if (reference.count > 1 || recorder->interval.gains.items[gain].count > 1)
            reference.name = other && reference.count == 1 ? recorder->names.others.items[other - 1].name : 0;
        PUSH(recorder->interval.gains, reference);
    }
    plan->first_gain = start;
    plan->gain_count = recorder->interval.gains.count - start;
}

/* A tuple's references to the cells of a closure, and a cell's own, go by the variable. */
static void name_variables(Recorder *recorder, const Plan *plan) {
    Model *model = &recorder->model;
    const Entry *entry = entry_at(model, plan->entry);
    for (size_t gain = plan->first_gain; gain < plan->first_gain + plan->gain_count; gain++) {
        Reference *reference = &recorder->interval.gains.items[gain];
        const Entry *cell = entry->type == &PyCell_Type ? entry : entry_at(model, reference->target);
        if (cell->type == &PyCell_Type) reference->name = cell->variable;
        if (entry->type == &PyCell_Type && !reference->name) reference->name = number_of_name(recorder, NULL, "cell_contents");
    }
}

static void name_gains_of(Recorder *recorder, Plan *plan) {
    const Entry *entry = entry_at(&recorder->model, plan->entry);
    if (entry->type == &PyTuple_Type || entry->type == &PyCell_Type) {
        name_variables(recorder, plan);
        return;
    }
    /* What the owner holds the values of is a dict of attributes, too. */
    int keys_too = recorder->names.wanted == NAMES_ALL || entry->is_namespace || (entry->form & FORM_ODD);
    if (entry->type == &PyDict_Type && !keys_too) return;
    tabulate_gains(recorder, plan);
    each_named_reference(entry->object, keys_too, note_name, recorder);
    if (recorder->names.others.count) take_apart(recorder, plan);
}

void name_gains(Recorder *recorder) {
    if (recorder->names.wanted == NAMES_NONE) return;
    size_t count = recorder->interval.plans.count;
    for (int turn = 0; turn < 2; turn++)
        for (size_t number = 1; number < count; number++) {
            Plan *plan = plan_at(recorder, (uint32_t)number);
            PyObject *object = entry_at(&recorder->model, plan->entry)->object;
            if (!plan->gain_count || plan->is_dead || !object) continue;
            if (turn == 0) {
                each_cell(object, note_cell, recorder);
                each_namespace(object, note_namespace, recorder);
            } else {
                name_gains_of(recorder, plan);
            }
        }
}

void names_free(Names *names) {
    free(names->slots);
    free(names->gains);
    RELEASE(names->others);
    *names = (Names){.wanted = names->wanted};
}
