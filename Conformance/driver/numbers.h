/* A map from the numbers of a log (1 ... 2^63-1) to pointers; nothing is ever removed. A log numbers its objects from 1 on with few
 * gaps, so that an array holds nearly all of them; a table with open addressing takes the numbers far beyond. */
#ifndef GCTRACE_DRIVER_NUMBERS_H
#define GCTRACE_DRIVER_NUMBERS_H

#include "memory.h"

typedef struct { int64_t number; void *value; } NumberSlot;
typedef struct {
    void **near; /* by number, below `reach` */
    size_t reach, given; /* how many numbers were put */
    NumberSlot *far;
    size_t capacity, used;
} NumberMap;

enum { LEAST_REACH = 4096 };

static inline size_t number_hash(int64_t number) {
    uint64_t x = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(x ^ (x >> 32));
}

/* The slot of `number`, or the free one (number 0) where it would go. The table must have capacity. */
static inline NumberSlot *far_slot(const NumberMap *map, int64_t number) {
    size_t mask = map->capacity - 1, i = number_hash(number) & mask;
    while (map->far[i].number != 0 && map->far[i].number != number) i = (i + 1) & mask;
    return &map->far[i];
}

/* NULL if the number was never put. */
static inline void *number_get(const NumberMap *map, int64_t number) {
    void *value = (uint64_t)number < map->reach ? map->near[number] : NULL;
    if (value || map->capacity == 0) return value;
    return far_slot(map, number)->value;
}

static void far_grow(NumberMap *map) {
    NumberMap larger = *map;
    larger.capacity = map->capacity ? map->capacity * 2 : 1024;
    larger.far = must(calloc(larger.capacity, sizeof(NumberSlot)));
    for (size_t i = 0; i < map->capacity; i++)
        if (map->far[i].number) *far_slot(&larger, map->far[i].number) = map->far[i];
    free(map->far);
    *map = larger;
}

/* The array grows as long as a quarter of it at least is in use. */
static void near_grow(NumberMap *map, int64_t number) {
    size_t reach = map->reach ? map->reach : LEAST_REACH;
    while (reach <= (uint64_t)number) reach *= 2;
    map->near = must(realloc(map->near, reach * sizeof *map->near));
    memset(map->near + map->reach, 0, (reach - map->reach) * sizeof *map->near);
    map->reach = reach;
}

/* The first value of a number, or another one. */
static inline void number_put(NumberMap *map, int64_t number, void *value) {
    if ((uint64_t)number >= map->reach && (uint64_t)number < LEAST_REACH + 4 * (uint64_t)map->given) near_grow(map, number);
    /* A number stays where it was put first. */
    if ((uint64_t)number < map->reach && (map->capacity == 0 || map->near[number] || !far_slot(map, number)->number)) {
        if (!map->near[number]) map->given++;
        map->near[number] = value;
        return;
    }
    if (map->used * 2 >= map->capacity) far_grow(map);
    NumberSlot *slot = far_slot(map, number);
    if (slot->number == 0) { slot->number = number; map->used++; map->given++; }
    slot->value = value;
}

/* Calls `visit` with each value, in no particular order. */
static inline void number_each(const NumberMap *map, void (*visit)(void *value, void *context), void *context) {
    for (size_t i = 0; i < map->reach; i++)
        if (map->near[i]) visit(map->near[i], context);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->far[i].value) visit(map->far[i].value, context);
}

static inline void number_free(NumberMap *map) {
    free(map->near);
    free(map->far);
    *map = (NumberMap){NULL, 0, 0, NULL, 0, 0};
}

#endif
