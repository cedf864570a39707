/* The state of the heap after a replay of the log so far. Every function that changes it writes the corresponding event. */
#ifndef GCTRACE_MODEL_H
#define GCTRACE_MODEL_H

#include "chunked.h"
#include "blocks.h"
#include "freelists.h"
#include "interpreter.h"
#include "log.h"
#include "vector.h"

enum { PERMANENT = 3, UNTRACKED = 4 };

typedef struct {
    PyObject *object; /* NULL: the entry is free, or stands for no object */
    uintptr_t block;  /* its memory */
    PyTypeObject *type;
    uint64_t number; /* in the log; 0: not written yet */
    uint64_t hash;   /* of what tp_traverse gave when it was sampled last; 0: to be looked at again */
    int32_t external, incoming;
    int32_t reference_count; /* the real one, when it was sampled last */
    int32_t collector_references; /* gc_refs, while garbage is looked for */
    int64_t size;
    Index first_out, last_out, first_in; /* edges */
    uint32_t type_number;
    uint32_t sampled; /* the sample that saw it last */
    uint32_t marked;  /* a pass's stamp */
    uint32_t counted; /* a pass's stamp for `count` */
    int32_t count;
    uint32_t plan; /* in the interval under way; 0: none */
    uint8_t generation;
    uint8_t form;
    uint8_t free_list; /* the destination of its memory; FREE_LIST_... */
    uint8_t alive;    /* in the log */
    uint8_t freed;    /* it is known to have been destroyed */
    uint8_t is_kept;  /* freed, and its memory went to a free list or was freed by a separate operation */
    uint8_t scripted; /* its finalizer or callback has a script */
    uint8_t is_type, is_weak_reference; /* its own kind, for when its type may be gone */
    uint8_t is_let_go;  /* garbage in the log: not to be named again */
    uint8_t is_awaited; /* nothing refers to it, and a collection has yet to call its finalizer, which may resurrect it: held until then */
    uint8_t is_unchanged; /* a tuple that was found to hold what it held */
    uint8_t is_namespace; /* a dict whose keys are names in the program's source */
    uint32_t reachable; /* the sample in which it was found within reach */
    uint32_t variable;  /* a cell: the name, in the log, of the variable that it is; 0: not known */
} Entry;

typedef struct {
    Index source, target;
    int32_t count;
    int32_t going; /* the number of them that go in the current interval */
    Index next_out, previous_out, next_in, previous_in;
} Edge;

/* A type as it was when an object of it was first seen. */
typedef struct {
    PyTypeObject *type; /* NULL: the place is free */
    const char *name;
    uint8_t free_list;  /* of its own; 0: none */
    uint8_t brings_back; /* a finalizer of its objects has brought one back */
    uint16_t put_to_rest; /* the number of objects that died in the collection that called their finalizers */
    uint32_t number[2]; /* in the log, by form: 0 as it is, 1 odd; 0: not written */
} KnownType;

typedef struct {
    Log log;
    CHUNKED(Entry) entries;
    CHUNKED(Edge) edges;
    Index free_entry, free_edge; /* chained through `plan` and `next_out` */
    VECTOR(Index) dying;
    VECTOR(Index) dead; /* entries to be freed when the interval is over */
    struct {
        KnownType *slots;
        size_t capacity, used;
    } types;
    FreeList free_lists[FREE_LISTS];
    int closure_lists; /* so many of them are Cython's */
    uint32_t type_count;
    uint32_t unseen_type; /* an object that stands for an allocation that no sample saw */
    VECTOR(Index) unseen; /* those of them that are not yet deallocated */
    uint32_t holder_type; /* an object that stands for a holder that the collector does not see */
    uint64_t newest;      /* object number */
    Index sentinel;       /* an untracked container held for ever; 0: none yet */
    int64_t count;        /* of generation 0 */
    int64_t balance;      /* allocations less deallocations, as far as they are written, without a floor */
    int thresholds[3];
    int enabled, saves_all;
} Model;

static inline Entry *entry_at(Model *model, Index index) { return CHUNKED_AT(model->entries, index); }
/* A tuple or dict to which the collector's untracking rules apply. */
static inline int is_plain(const Entry *entry, PyTypeObject *type) { return entry->type == type && !(entry->form & FORM_ODD); }
static inline Edge *edge_at(Model *model, Index index) { return CHUNKED_AT(model->edges, index); }

void model_init(Model *model);
void model_free(Model *model);

/* A new entry for an object, not yet in the log. */
Index model_add(Model *model, PyObject *object, uintptr_t block);
/* Makes the entries of the interval's dead objects available again. */
void model_reap(Model *model);

/* Whether a replay will count the object's allocation: none of its kind waits on a free list. `reused`: it came from one that is not
 * simulated. `first_size`: of a tuple that was allocated longer or shorter than it is, which no list of what it is now serves; 0: of others. */
int model_will_count(Model *model, Index index, int reused, int64_t first_size);
/* `alloc` or `weakref` (with a target that is in the log). */
void model_allocate(Model *model, Index index, Index target, int is_tracked, int reused, int64_t first_size, uint32_t site);
void model_heap(Model *model, Index index, uint32_t site);
void model_track(Model *model, Index index);
void model_untrack(Model *model, Index index);
/* `track` for an object that is tracked in a replay at the recorded thresholds, and perhaps at no others. */
void model_keep_tracked(Model *model, Index index);
/* `name`: by which the reference goes; 0: none. */
void model_reference(Model *model, Index source, Index target, int32_t count, uint32_t name);
void model_unreference(Model *model, Index edge, int32_t count);
void model_retain(Model *model, Index index, int64_t count);
void model_release(Model *model, Index index, int64_t count);
void model_size(Model *model, Index index, int64_t size);
void model_count(Model *model, int64_t count);
/* An allocation that no sample saw. It is counted but starts no collection, unlike `count`. */
void model_count_unseen(Model *model);
/* The deallocation of such a one. False: there is none left. */
int model_discount_unseen(Model *model);
void model_word(Model *model, const char *record);
void model_thresholds(Model *model, const int thresholds[3]);
/* Drops every reference to it, including those from outside, so that it dies if it is alive. */
void model_let_die(Model *model, Index index);
/* `finalizer OWNER clear OWNER` and their like, or an empty script where `event` is NULL; `count` is left out of the record where it is 1. */
void model_script(Model *model, const char *record, Index owner, const char *event, Index object, Index target, int64_t count);
/* An object that no collector sees, held from outside. */
Index model_holder(Model *model);
/* The same, held by `host` alone; it will hold what dies with the host. */
Index model_hidden_holder(Model *model, Index host);
Index model_sentinel(Model *model);
/* The same: a full collection empties the free lists. */
void model_clear_free_lists(Model *model);
/* Writes nothing, because the collector does this. Drops the references of dead objects; objects without a holder die, too. */
void model_collect(Model *model, Index index);
void model_drop_edge(Model *model, Index edge);

/* The first edge between the two; 0: none. */
Index model_edge_to(Model *model, Index source, Index target);
/* Adds an edge, or raises its count, without writing to the log. */
void model_link(Model *model, Index source, Index target, int32_t count);

/* Whether a target of its references keeps a dict tracked (_PyObject_GC_MAY_BE_TRACKED); a tuple may have been untracked. */
int holds_what_keeps_tracked(Model *model, Index index);

/* types.c */
/* The free list that the object's memory will join at its death. `form`: of form_of. */
int free_list_for(Model *model, PyObject *object, int form);
/* The same for memory without a reference, which may no longer, or not yet, be an object. Nothing that it points to is read. */
int free_list_of_dead(Model *model, PyObject *object);
uint32_t type_number(Model *model, Entry *entry);
/* Whether the object's finalizer may resurrect it when a collection calls it. Those of generators and those written in C do not,
 * except for a hook's. The finalizers of a type are suspected until enough of them have resurrected nothing. */
int may_bring_back(Model *model, Entry *entry);
/* Notes the outcome of a finalizer that a collection has called. */
void note_finalized(Model *model, Entry *entry, int is_back);
void types_forget(Model *model, PyObject *type);

#endif
