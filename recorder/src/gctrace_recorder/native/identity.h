/* Which object of the log is at a block: births and deaths, as the samples find them. */
#ifndef GCTRACE_IDENTITY_H
#define GCTRACE_IDENTITY_H

#include "recorder.h"

/* Takes in what the allocator did, up to now. */
void catch_up(Recorder *recorder);
/* A new entry, and its plan, for an object that is not in the log yet. */
Index be_born(Recorder *recorder, PyObject *object);
void mark_dead(Recorder *recorder, Index index);
/* Dead at a moment that nobody saw. */
void mark_vanished(Recorder *recorder, Index index);
/* What is found at its block from now on is another object. */
void forget_block(Recorder *recorder, Index index);
/* Whether the tuple found at the entry's block is not the one that was there. */
int is_another_tuple(Recorder *recorder, Entry *entry, PyObject *object);
/* What tp_traverse gives, as a number: the objects in their order. */
#define HASH_OF_NOTHING ((uint64_t)0xCBF29CE484222325u)
static inline uint64_t mixed(uint64_t hash, PyObject *object) {
    hash = (hash ^ (uint64_t)(uintptr_t)object) * 0x100000001B3u;
    return hash ^ hash >> 29;
}

/* A free list took it, or it was made anew there: it does not live on as what the log knows. */
int is_gone(Recorder *recorder, Index index);

#endif
