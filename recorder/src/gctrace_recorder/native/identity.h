/* Finds the object of the log at a block: births and deaths, as the samples show them. */
#ifndef GCTRACE_IDENTITY_H
#define GCTRACE_IDENTITY_H

#include "recorder.h"

/* Evaluates the allocator's notes up to now. */
void catch_up(Recorder *recorder);
/* A new entry, and its plan, for an object that is not in the log yet. */
Index be_born(Recorder *recorder, PyObject *object);
void mark_dead(Recorder *recorder, Index index);
/* Dead at a moment that nobody saw. */
void mark_vanished(Recorder *recorder, Index index);
/* From now on, an object at its block is another object. */
void forget_block(Recorder *recorder, Index index);
/* Whether the tuple found at the entry's block is not the one that was there. */
int is_another_tuple(Recorder *recorder, Entry *entry, PyObject *object);
/* A number for the result of tp_traverse: the objects in their order. */
#define HASH_OF_NOTHING ((uint64_t)0xCBF29CE484222325u)
static inline uint64_t mixed(uint64_t hash, PyObject *object) {
    hash = (hash ^ (uint64_t)(uintptr_t)object) * 0x100000001B3u;
    return hash ^ hash >> 29;
}

/* A free list took it, or another object took its memory. The object of the log is dead. */
int is_gone(Recorder *recorder, Index index);

#endif
