/* The state of a recording, and what every room asks of it. The rooms, from the bottom up; each includes what is below it only:
 *
 *   model, log    the heap as a replay of the log would have it, and the log itself
 *   allocations   when each block was allocated and freed; from 3.13 on (tracer) also when an object came from a free list or went to one
 *   interval      what has happened since the last look at the heap
 *   names         what references are called (named: as the interpreter has it)
 *   sample        looks: what the lists hold and refer to now (identity: which object of the log that is)
 *   inference     concludes: what that adds up to (cut_off: what nothing outside refers to any more; garbage: what the collection will
 *                 find; moments: when things happened; generators, waiting: what they do unseen)
 *   hindsight     explains: what the collection did that only its end tells (finalizers, untracking)
 *   emission      writes: the interval in the order of its moments (births, balance, scripts)
 *   collection    a collection from its start to its end
 *   module        Python's side
 */
#ifndef GCTRACE_RECORDER_H
#define GCTRACE_RECORDER_H

#include "allocations.h"
#include "interval.h"
#include "model.h"
#include "names.h"
#include "sites.h"
#include "tracer.h"

/* The collection under way, and what only its end tells. */
typedef struct {
    int is_running; /* how often it has been told of a start without its end: nested ones are not the interpreter's */
    int generation;
    PyObject *notice; /* the dict that the callbacks are called with, while ours runs: from 3.14 on it is on generation 0's list */
    Index keeper; /* what finalizers resurrect hangs on it; 0: nothing was */
    int64_t count_at_start;
    int is_explicit;
    uint32_t site; /* where it was called for; 0: not known, or it was not */
    int64_t start_ns, start_done_ns;
    VECTOR(Index) collected;  /* garbage that died */
    VECTOR(Index) called;     /* weak references whose callback let them die */
    VECTOR(Index) collateral; /* what else died */
    VECTOR(Index) pinned;     /* tuples and dicts that a replay must not untrack */
    VECTOR(Index) unlisted;   /* those that the collector untracked */
} Collection;

/* Members of the heap to which nothing outside refers: of their references, others of them hold all. */
typedef struct {
    size_t next; /* of what lost a holder, the next to be looked at */
    VECTOR(Index) members;
    VECTOR(Index) pile; /* to be looked at */
} CutOff;

/* What a list of entries is put in order by, beside it: qsort passes a comparison nothing else. */
typedef struct {
    uint64_t moment;
    Index entry;
} SortKey;

/* What a walk needs while it goes on, by the room whose it is. No room reads another's, nothing of it is kept between walks, and each begins by
 * emptying its own. */
typedef struct {
    /* sample: what tp_traverse gave for one object, and its references, each target once */
    VECTOR(PyObject *) raw;
    uint64_t raw_hash;
    int raw_is_cut; /* for lack of memory */
    VECTOR(Reference) resolved;
    /* cut_off */
    CutOff cut_off;
    /* garbage: what of the sampled the collector leaves alone; the moment that what garbage refers to takes over */
    VECTOR(Index) untracked;
    uint64_t release;
    /* finalizers: whose finalizer the walk started from */
    Index finalizer;
    /* generators: the function of the one that is looked at; 0: none */
    Index function;
    /* moments */
    VECTOR(SortKey) sort_keys;
    /* untracking: references of one object that keep it tracked, and those that do unless they go themselves */
    int blocking, depending;
    /* garbage, hindsight, finalizers: what a walk along references (each_reference_after) has come to and has still to go on from */
    VECTOR(Index) reached;
} Scratch;

typedef struct Recorder {
    Model model;
    Allocations allocations;
    Collector *collector;
    Sites sites;
    Tracer tracer;
    Names names;
    Interval interval;
    Collection collection;
    Scratch scratch;

    int every, always_sizes, wants_sites;
    int version; /* of the log's format */
    int is_recording;
    const char *stopped_early;
    int64_t began, seconds_in_recorder_ns;
    int64_t samples, collections, size_walks_ns;
    int64_t collections_seen; /* of those that the interpreter counts */
    int64_t clamped;          /* counts that were below what the log holds */

    /* Members of the model's generations, some of them gone since: checked against `generation`. */
    VECTOR(Index) members[3];
    VECTOR(Index) late_dead; /* died in the last collection without the replay's knowing */
    uintptr_t permanent_tail;

    /* Looking. */
    uint32_t stamp; /* of the last sample */
    uint32_t pass;  /* of the last walk over entries that marks or counts them */
    int examined;   /* garbage is looked for on the lists up to this one */
    int sizes_due;  /* the lists' lengths are reported, so that all that left them must be known */
    int midway_is_pending;
    int64_t midway_samples;
    uint64_t allocations_at_whole; /* blocks that had been allocated when a sample between collections last took in the whole heap */

    /* Writing. */
    int64_t true_balance;
    int polls_owed;
} Recorder;

static inline Plan *plan_at(Recorder *recorder, uint32_t plan) { return CHUNKED_AT(recorder->interval.plans, plan); }
static inline int was_sampled(Recorder *recorder, Index index) {
    return entry_at(&recorder->model, index)->sampled == recorder->stamp;
}
/* Dead by the end of the interval, before any collection. */
static inline int is_dead_in_plan(Recorder *recorder, Index index) {
    uint32_t plan = entry_at(&recorder->model, index)->plan;
    return plan && plan_at(recorder, plan)->is_dead;
}
static inline int is_garbage(Recorder *recorder, Index index) {
    uint32_t plan = entry_at(&recorder->model, index)->plan;
    return plan && plan_at(recorder, plan)->is_garbage;
}
/* The plan of an entry, a new one if it has none. */
Plan *plan_of(Recorder *recorder, Index index);
void plan_script(Recorder *recorder, Script script);
void plan_action(Recorder *recorder, uint64_t moment, ActionKind kind, Index entry, Index other, int32_t count);

/* Incoming references and those from outside, at the end of the interval. */
int32_t incoming_after(Recorder *recorder, Index index);
int32_t external_after(Recorder *recorder, Index index);
/* Whether the log, too, reaches it as the interval begins, so that it can still be named. */
int is_within_reach(Recorder *recorder, Index index);
/* Calls `visit` with each reference that the object has at the end of the interval. Here, for the compiler to put `visit` into the loop. */
static inline void each_reference_after(Recorder *recorder, Index index, void (*visit)(Recorder *, Index, int32_t)) {
    Model *model = &recorder->model;
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out) {
        Edge *reference = edge_at(model, edge);
        if (reference->count > reference->going && !is_dead_in_plan(recorder, reference->target))
            visit(recorder, reference->target, reference->count - reference->going);
    }
    uint32_t number = entry_at(model, index)->plan;
    if (!number) return;
    size_t first = plan_at(recorder, number)->first_gain, end = first + plan_at(recorder, number)->gain_count;
    for (size_t gain = first; gain < end; gain++) visit(recorder, recorder->interval.gains.items[gain].target, recorder->interval.gains.items[gain].count);
}

#endif
