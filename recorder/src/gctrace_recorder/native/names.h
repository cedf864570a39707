/* The names of references in the log (`name`, and the last field of `ref`). */
#ifndef GCTRACE_NAMES_H
#define GCTRACE_NAMES_H

#include "interval.h"

typedef enum { NAMES_NONE, NAMES_ATTRIBUTES, NAMES_ALL } WantedNames;

/* A name that the log has. */
typedef struct {
    uint64_t key; /* 0: the place is free */
    uint32_t number;
} KnownName;

/* An object that a reference goes to, and the gain that it is. */
typedef struct {
    PyObject *target; /* NULL: the place is free */
    size_t gain;
} NamedGain;

/* One of several names by which an object refers to another. */
typedef struct {
    uint32_t name;
    uint32_t next; /* the one before it, from 1; 0: none */
} OtherName;

typedef struct {
    WantedNames wanted;
    KnownName *slots;
    size_t capacity, used;
    /* Of the object that is looked at: its gains by their targets, in a hash table, and the names of those that are several references. */
    NamedGain *gains;
    size_t gain_capacity;
    VECTOR(OtherName) others;
} Names;

struct Recorder;
/* Names the references that the interval's plans gain; what refers to one object by several names gains each for itself. All that is
 * looked at is alive and as it was when it was sampled. O(what the objects hold that have gained). */
void name_gains(struct Recorder *recorder);
void names_free(Names *names);

#endif
