/* The recorder: samples of the collector's lists, turned into the events that lead a replay from one sample to the next.
 *
 *   allocations  when each block was allocated and freed; from 3.13 on (`tracer`) also when an object came from a free list or went to one
 *   sample       what the lists hold and refer to now; at each collection's start, and at a few other times
 *   plan         what differs from the model (with `lost`: what is out of reach now; `garbage`: what the collection will find)
 *   moments      when within the interval it is said to have happened
 *   waiting      what came and went between two samples, and waits on a free list now
 *   emission     writes it, in the order of those moments (with `births`; `balance`: and keeps the count near the real one)
 *   collection   starts the replay's collection, with what only hindsight tells (`hindsight`, `finalizers`, `untracking`), and reports
 *                the real one's figures
 */
#ifndef GCTRACE_RECORDER_H
#define GCTRACE_RECORDER_H

#include <pthread.h>

#include "allocations.h"
#include "model.h"
#include "sites.h"
#include "tracer.h"

/* What an interval does to one object. */
typedef struct {
    Index entry;
    unsigned is_born : 1;
    unsigned is_dead : 1;
    unsigned is_vanished : 1;     /* dead at a moment that nobody saw: a free list took it */
    unsigned is_adjusted : 1;     /* not sampled, but it lost a holder: its count was read */
    unsigned is_garbage : 1;
    unsigned is_candidate : 1;    /* garbage on a list that the collection examines */
    unsigned is_named : 1;        /* an event before its release or death names it */
    unsigned is_reused : 1;       /* born on a block that had been allocated before */
    unsigned is_tracked : 1;      /* born onto a list, or put on one again */
    unsigned is_tracked_late : 1; /* put on its list well after it was allocated */
    unsigned is_untracked : 1;    /* gone from its list, alive */
    unsigned is_frozen : 1;       /* born onto the permanent generation's list */
    unsigned has_gained : 1;
    unsigned outlives_holder : 1; /* dead, but later than one that held it */
    unsigned is_in_reach : 1;     /* garbage that the log, too, reaches as the interval begins */
    unsigned is_hidden : 1;       /* hangs on a host from the interval's end on */
    unsigned grew : 1;            /* `size` is to be written */
    unsigned may_finalize : 1;    /* garbage whose finalizer will be called */
    unsigned is_closed : 1;       /* a generator whose finalizer drops what it refers to */
    unsigned is_pinned : 1;       /* a tuple that is born before what it holds: not to be untracked as an empty one */
    unsigned watches_garbage : 1; /* a weak reference to garbage: its callback will be called, if it has one */
    int32_t delta;                /* of incoming references */
    int32_t external_after;
    int64_t first_size;           /* of a tuple that was allocated longer or shorter than it is; 0: of others */
    uint64_t birth;               /* moments */
    uint64_t after, before;       /* of what is made anew on a free list's memory: between which it was; 0: not known */
    uint64_t tracked;
    uint64_t settled;             /* all that it refers to has been born */
    uint64_t death;
    uint64_t death_seen;          /* the moment at which its memory was freed, and how many allocations there had been */
    uint64_t death_allocations;
    uint64_t last;                /* the last event that names it */
    uint64_t release;             /* garbage: the moment since which nothing can have named it */
    size_t first_gain, gain_count;
    Index weak_target;
    Index former; /* what its block held before, and a free list took; 0: not known */
    uint32_t site;
} Plan;

typedef struct {
    Index target;
    int32_t count;
} Reference;

/* References that go: of an edge. */
typedef struct {
    Index edge, source, target;
    int32_t count;
} Loss;

/* A step of a finalizer's or callback's script. */
typedef struct {
    const char *record, *event;
    Index owner, object, target;
    int32_t count;
    uint64_t moment; /* 0: as the owner is let go */
    int resurrects;
} Script;

typedef enum {
    ACTION_SWITCH,   /* gc.enable, gc.disable */
    ACTION_MARK,
    ACTION_PASS,     /* born, only to die */
    ACTION_ALLOCATE,
    ACTION_FREEZE,
    ACTION_TRACK,
    ACTION_SETTLE,   /* its new references */
    ACTION_LOSE,     /* references that it dropped */
    ACTION_SCRIPT,
    ACTION_CALLBACK, /* what the callback that the collection calls lets go of */
    ACTION_UNHOLD,   /* the finalizer of `entry` drops all that refers to `other` */
    ACTION_HIDE,     /* `other` hangs on `entry` alone from now on, unseen by the collector */
    ACTION_DIE,
    ACTION_FINISH,   /* its references from outside come down to what they are in the end */
    ACTION_UNTRACK,
} ActionKind;

typedef struct {
    uint64_t moment;
    uint64_t rank; /* among those of one moment: the kind, then the order of planning */
    Index entry, other;
    int32_t count;
} Action;

enum { RANK_OF_KIND = 56 };
static inline uint64_t action_rank(ActionKind kind, size_t order) { return (uint64_t)kind << RANK_OF_KIND | (uint64_t)order; }
static inline ActionKind kind_of_action(const Action *action) { return (ActionKind)(action->rank >> RANK_OF_KIND); }

/* An object that came and went between two samples. */
typedef struct {
    Index entry;
    uintptr_t block;
    uint64_t birth;
    int64_t first_size; /* as in Plan */
} Waiting;

typedef struct {
    uint64_t moment;
    char *text;
} Mark;

/* What a list of entries is put in order by, beside it: qsort passes a comparison nothing else. */
typedef struct {
    uint64_t moment;
    Index entry;
} SortKey;

/* Why a sample is taken. */
typedef enum { SAMPLE_BEGIN, SAMPLE_COLLECTION, SAMPLE_MIDWAY, SAMPLE_END } SampleKind;

typedef struct Recorder {
    Model model;
    Allocations allocations;
    Collector *collector;

    Sites sites;
    Tracer tracer;
    int every, always_sizes, wants_sites;
    int is_recording;
    const char *stopped_early;
    int64_t began, seconds_in_recorder_ns;
    int64_t samples, collections, size_walks_ns;
    int64_t collections_seen; /* of those that the interpreter counts */
    int sizes_due; /* the lists' lengths are reported, so that all that left them must be known */

    /* Members of the model's generations, some of them gone since: checked against `generation`. */
    VECTOR(Index) members[3];

    /* The interval under way. */
    CHUNKED(Plan) plans; /* index 0 stands for none */
    VECTOR(Reference) gains;
    VECTOR(Loss) losses;
    VECTOR(Script) scripts;
    VECTOR(Index) listed;     /* births and objects tracked again, in the order of the lists */
    VECTOR(Index) sampled;
    VECTOR(Index) candidates; /* on the lists that are examined for garbage */
    VECTOR(Index) untracked;  /* of those sampled, what the collector leaves alone */
    VECTOR(Index) garbage;
    VECTOR(Index) dead;
    Blocks vanished;          /* those of them that a free list took, by block */
    VECTOR(Index) late_dead;  /* died in the last collection without the replay's knowing */
    VECTOR(PyObject *) raw;
    VECTOR(Reference) resolved;
    VECTOR(Action) actions;
    VECTOR(Waiting) waiting;
    VECTOR(Mark) marks;
    VECTOR(SortKey) sort_keys;
    VECTOR(Index) queue, trail, pile;
    uint64_t spreading; /* the release that what garbage refers to takes over */
    Index function;     /* of the generator being looked at; 0: none */
    uint64_t raw_hash;
    int raw_is_cut; /* for lack of memory */
    uint32_t stamp, pass;
    uint64_t started, ended; /* moments */
    int examined; /* garbage is looked for on the lists up to this one */
    int has_frozen, has_unfrozen;
    uint64_t freeze_moment;
    uintptr_t permanent_tail;
    int64_t clamped;

    /* The emission. */
    size_t step_position, step_end, switch_end, freed_end; /* of the interval, without the collection that ends it */
    uint64_t over_since;
    int64_t true_balance;
    int polls_owed;

    /* The collection under way. */
    int in_collection, generation;
    Index keeper; /* what finalizers resurrect hangs on it; 0: nothing was */
    int64_t count_at_start;
    int is_explicit;
    VECTOR(Index) collected; /* garbage that died */
    VECTOR(Index) called;    /* weak references whose callback let them die */
    VECTOR(Index) collateral; /* what else died */
    VECTOR(Index) pinned;     /* tuples and dicts that a replay must not untrack */
    VECTOR(Index) unlisted;   /* those that the collector untracked */
    int blocking, depending;  /* references of one of them: that keep it tracked; that do unless they go themselves */
    int64_t start_ns, start_done_ns;
    int midway_is_pending;
    int64_t midway_samples;
    uint64_t allocations_at_whole; /* blocks that had been allocated when a sample between collections last took in the whole heap */
} Recorder;

static inline Plan *plan_at(Recorder *recorder, uint32_t plan) { return CHUNKED_AT(recorder->plans, plan); }
static inline int was_sampled(Recorder *recorder, Index index) {
    return entry_at(&recorder->model, index)->sampled == recorder->stamp;
}
/* Dead by the end of the interval, before any collection. */
static inline int is_dead_in_plan(Recorder *recorder, Index index) {
    uint32_t plan = entry_at(&recorder->model, index)->plan;
    return plan && plan_at(recorder, plan)->is_dead;
}

/* ---- sample.c ---- */
/* The plan of an entry, a new one if it has none. The pointer holds until interval_clear. */
Plan *plan_of(Recorder *recorder, Index index);
/* Looks at the lists up to `top` (3: all), and plans what leads there. */
void sample_take(Recorder *recorder, SampleKind kind, int top);
/* Samples an object that is on none of the lists looked at. */
void sample_also(Recorder *recorder, Index index);
void interval_clear(Recorder *recorder);
/* What the allocator did, up to now. */
void settle_allocations(Recorder *recorder);

/* ---- identity.c ---- */
/* A new entry, and its plan, for an object that is not in the log yet. */
Index be_born(Recorder *recorder, PyObject *object);
void mark_dead(Recorder *recorder, Index index);
/* Dead at a moment that nobody saw. */
void mark_vanished(Recorder *recorder, Index index);
/* What is found at its block from now on is another object. */
void forget_block(Recorder *recorder, Index index);
/* Whether the tuple found at the entry's block is not the one that was there. */
int is_another_tuple(Recorder *recorder, Entry *entry, PyObject *object);
/* What tp_traverse gives, as a number. */
#define HASH_OF_NOTHING ((uint64_t)0xCBF29CE484222325u)
static inline uint64_t mixed(uint64_t hash, PyObject *object) {
    hash = (hash ^ (uint64_t)(uintptr_t)object) * 0x100000001B3u;
    return hash ^ hash >> 29;
}

/* ---- plan.c ---- */
void plan_interval(Recorder *recorder, SampleKind kind);
/* Incoming references and those from outside, at the end of the interval. */
int32_t incoming_after(Recorder *recorder, Index index);
int32_t external_after(Recorder *recorder, Index index);
/* Calls `visit` with each reference that the object has at the end of the interval. Here, for the compiler to put `visit` into the loop. */
static inline void each_reference_after(Recorder *recorder, Index index, void (*visit)(Recorder *, Index, int32_t)) {
    Model *model = &recorder->model;
    for (Index edge = entry_at(model, index)->first_out; edge; edge = edge_at(model, edge)->next_out) {
        Edge *reference = edge_at(model, edge);
        if (reference->count > reference->lost && !is_dead_in_plan(recorder, reference->target))
            visit(recorder, reference->target, reference->count - reference->lost);
    }
    uint32_t number = entry_at(model, index)->plan;
    if (!number) return;
    size_t first = plan_at(recorder, number)->first_gain, end = first + plan_at(recorder, number)->gain_count;
    for (size_t gain = first; gain < end; gain++) visit(recorder, recorder->gains.items[gain].target, recorder->gains.items[gain].count);
}
void plan_script(Recorder *recorder, Script script);

/* Whether the log, too, reaches it as the interval begins, so that it can still be named. */
int is_within_reach(Recorder *recorder, Index index);

/* ---- lost.c ---- */
/* A free list took it, or it was made anew there: it does not live on as what the log knows. */
int is_gone(Recorder *recorder, Index index);
/* It lost a holder: its count is to be read, if it was not sampled. */
void adjust(Recorder *recorder, Index index);
void adjust_targets(Recorder *recorder, Index index);
/* Samples what nothing outside refers to any more, for the last time. True if there was any. */
int look_for_the_lost(Recorder *recorder);

/* ---- moments.c, generators.c ---- */
/* Puts entries in order, the latest moment first. O(n log n). */
void sort_latest_first(Recorder *recorder, Index *entries, size_t count, uint64_t (*moment_of)(const Plan *));
void date_births(Recorder *recorder);
void date_gains(Recorder *recorder);
void date_weak_references(Recorder *recorder);
void date_deaths(Recorder *recorder);
void plan_generators(Recorder *recorder);
/* Whether its finalizer drops what it refers to, once it is garbage: from 3.12 on nothing is done to one that has not begun, and one
 * that is garbage cannot begin any more. */
static inline int is_closed_as_garbage(const Entry *entry) {
    return (entry->form & FORM_GENERATOR) && !(COLLECTS_AT_SAFE_POINTS && (entry->form & FORM_NOT_STARTED));
}

/* ---- waiting.c ---- */
/* Plans the lives of what waits on free lists now and was in no sample. */
void find_waiting(Recorder *recorder);

/* ---- garbage.c ---- */
void find_garbage(Recorder *recorder);
/* Garbage that something in reach refers to is in reach itself. */
void spread_reach(Recorder *recorder);
void date_garbage(Recorder *recorder);

/* ---- hindsight.c: after a collection ---- */
void mark_present(Recorder *recorder, int generation, int is_whole);
/* Whether mark_present found it on a list. */
static inline int is_present(Recorder *recorder, Index index) { return entry_at(&recorder->model, index)->marked == recorder->pass; }
static inline int is_garbage(Recorder *recorder, Index index) {
    uint32_t plan = entry_at(&recorder->model, index)->plan;
    return plan && plan_at(recorder, plan)->is_garbage;
}
/* Sorts what left the lists: collected, called, collateral, unlisted. */
void sort_out(Recorder *recorder);
/* What died with the garbage, though no reference that the collector sees is why, hangs on it from now on. */
void hide_collateral(Recorder *recorder);

/* ---- finalizers.c ---- */
void explain_early_deaths(Recorder *recorder, int64_t collected);
void explain_survival(Recorder *recorder, int64_t uncollectable);
/* The script of a finalizer that lets other garbage die. */
void write_unholding(Recorder *recorder, Index finalizer, Index index);

/* ---- untracking.c ---- */
void settle_untracking(Recorder *recorder);
void write_untracking(Recorder *recorder);

/* ---- balance.c ---- */
/* Writes what the count has done up to a moment. */
void follow_count(Recorder *recorder, uint64_t moment);
/* Writes what of the count is missing, if it is worth it. */
void write_balance(Recorder *recorder, uint64_t moment);
/* Room for one more allocation below the threshold. */
void make_room(Recorder *recorder, uint64_t moment);
void poll_if_due(Recorder *recorder, uint64_t moment);

/* ---- births.c ---- */
void allocate(Recorder *recorder, Index index, uint64_t moment);
/* Allocates what came and went between two samples. */
void let_pass(Recorder *recorder, const Waiting *waiting, uint64_t moment);
/* The references that an object has gained. */
void settle_references(Recorder *recorder, Index index);

/* ---- emission.c ---- */
void plan_action(Recorder *recorder, uint64_t moment, ActionKind kind, Index entry, Index other, int32_t count);
/* Writes the interval; afterwards the written count is near the true one. */
void emit_interval(Recorder *recorder);
void emit_beginning(Recorder *recorder);

/* ---- collection.c ---- */
void collection_starts(Recorder *recorder, int generation);
void collection_stops(Recorder *recorder, int64_t collected, int64_t uncollectable);

/* The script of a weak reference whose callback lets it die. */
void write_callback(Recorder *recorder, Index index);

#endif
