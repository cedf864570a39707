/* The interval under way: what happened since the last look at the heap, as far as it is known. Data and accessors; the rooms above
 * fill it in (sample, inference), say when things happened (moments, garbage), and write it (emission).
 *
 * A plan is what the interval does to one object. Plans do not move: a pointer to one holds until the interval ends. */
#ifndef GCTRACE_INTERVAL_H
#define GCTRACE_INTERVAL_H

#include "chunked.h"
#include "model.h"

/* What an interval does to one object. */
typedef struct {
    Index entry;
    unsigned is_born : 1;
    unsigned is_dead : 1;
    unsigned is_vanished : 1;     /* dead at an unknown moment, because a free list took it */
    unsigned is_adjusted : 1;     /* not sampled, but it lost a holder: its count was read */
    unsigned is_garbage : 1;
    unsigned is_candidate : 1;    /* garbage on a list that the collection examines */
    unsigned is_named : 1;        /* an event before its release or death names it */
    unsigned is_reused : 1;       /* born on a block that had been allocated before */
    unsigned is_tracked : 1;      /* born onto a list, or put on one again */
    unsigned is_tracked_late : 1; /* put on its list well after it was allocated */
    unsigned is_untracked : 1;    /* alive, but no longer on its list */
    unsigned is_frozen : 1;       /* born onto the permanent generation's list */
    unsigned has_gained : 1;
    unsigned outlives_holder : 1; /* dead, but later than one of its holders */
    unsigned is_in_reach : 1;     /* garbage that the log, too, reaches as the interval begins */
    unsigned is_hidden : 1;       /* hangs on a host from the interval's end on */
    unsigned grew : 1;            /* `size` is to be written */
    unsigned may_finalize : 1;    /* garbage whose finalizer will be called */
    unsigned is_closed : 1;       /* a generator whose finalizer drops what it refers to */
    unsigned is_pinned : 1;       /* a tuple that is born before its contents: not to be untracked as an empty one */
    unsigned is_back : 1;         /* garbage that a finalizer resurrected, or that such an object holds */
    unsigned gains_apart : 1;     /* each of its new references is written when it came, not all of them when the last one had */
    unsigned watches_garbage : 1; /* a weak reference to garbage: its callback will be called, if it has one */
    int32_t delta;                /* of incoming references */
    int32_t external_after;
    int64_t first_size;           /* of a tuple that was allocated longer or shorter than it is; 0: of others */
    uint64_t birth;               /* moments */
    uint64_t after, before;       /* of what is made anew on a free list's memory: between which it was; 0: not known */
    uint64_t tracked;
    uint64_t complete;             /* all targets of its references have been born */
    uint64_t death;
    uint64_t death_seen;          /* the moment at which its memory was freed, and how many allocations there had been */
    uint64_t death_allocations;
    uint64_t last;                /* the last event that names it */
    uint64_t release;             /* garbage, and a weak reference that watches it: the moment since which nothing can have named it */
    size_t first_gain, gain_count;
    Index weak_target;
    Index finalizer; /* garbage: the object whose finalizer could reach it; 0: none could */
    Index former; /* the object that its block held before, which a free list took; 0: not known */
    uint32_t site;
} Plan;

typedef struct {
    Index target;
    int32_t count;
    uint32_t name; /* in the log; 0: none */
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
    ACTION_GAIN,   /* its new references */
    ACTION_GAIN_ONE,
    ACTION_LOSE,     /* references that it dropped */
    ACTION_SCRIPT,
    ACTION_CALLBACK, /* the callback that the collection calls releases it */
    ACTION_UNHOLD,   /* the finalizer of `entry` drops all references to `other` */
    ACTION_HIDE,     /* from now on, `entry` alone holds `other`, unseen by the collector */
    ACTION_DIE,
    ACTION_FINISH,   /* its references from outside fall to their final number */
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

/* An object that was born and died between two samples, and is on a free list now. */
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

typedef struct {
    uint64_t started, ended; /* moments */
    CHUNKED(Plan) plans;     /* index 0 stands for none */
    VECTOR(Reference) gains;
    VECTOR(Loss) losses;
    VECTOR(Script) scripts;
    VECTOR(Action) actions;
    VECTOR(Waiting) waiting;
    VECTOR(Mark) marks;
    VECTOR(Index) listed;     /* births and objects tracked again, in the order of the lists */
    VECTOR(Index) sampled;
    VECTOR(Index) candidates; /* on the lists that are examined for garbage */
    VECTOR(Index) adjusted;   /* not sampled, but they lost a holder */
    VECTOR(Index) garbage;
    VECTOR(Index) dead;
    Blocks vanished;          /* those of them that a free list took, by block */
    int has_frozen, has_unfrozen;
    uint64_t freeze_moment;
    /* The part of the allocator's notes that belongs to it, without the collection that ends it. */
    size_t step_position, step_end, switch_end, freed_end;
    uint64_t over_since;
} Interval;

#endif
