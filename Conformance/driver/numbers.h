/* A map from the numbers of a log (1 ... 2^63-1) to pointers: open addressing, nothing is ever removed. Its memory is
 * malloc's, since nothing of the driver may move the collector's counts. */
#ifndef GCTRACE_NUMBERS_H
#define GCTRACE_NUMBERS_H

#include <stdint.h>
#include <stdlib.h>

typedef struct { int64_t number; void *value; } NumberSlot;
typedef struct { NumberSlot *slots; size_t capacity, used; } NumberMap;

static inline size_t number_hash(int64_t number) {
    uint64_t x = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(x ^ (x >> 32));
}

/* The slot of `number`, or the free one (number 0) where it would go. The map must have capacity. */
static inline NumberSlot *number_slot(const NumberMap *map, int64_t number) {
    size_t mask = map->capacity - 1, i = number_hash(number) & mask;
    while (map->slots[i].number != 0 && map->slots[i].number != number) i = (i + 1) & mask;
    return &map->slots[i];
}

/* NULL if the number was never put. */
static inline void *number_get(const NumberMap *map, int64_t number) {
    return map->capacity == 0 ? NULL : number_slot(map, number)->value;
}

/* 0 if memory ran out. */
static inline int number_put(NumberMap *map, int64_t number, void *value) {
    if (map->used * 2 >= map->capacity) {
        NumberMap larger = {NULL, map->capacity ? map->capacity * 2 : 1024, map->used};
        larger.slots = calloc(larger.capacity, sizeof(NumberSlot));
        if (!larger.slots) return 0;
        for (size_t i = 0; i < map->capacity; i++)
            if (map->slots[i].number) *number_slot(&larger, map->slots[i].number) = map->slots[i];
        free(map->slots);
        *map = larger;
    }
    NumberSlot *slot = number_slot(map, number);
    if (slot->number == 0) { slot->number = number; map->used++; }
    slot->value = value;
    return 1;
}

static inline void number_free(NumberMap *map) {
    free(map->slots);
    *map = (NumberMap){NULL, 0, 0};
}

#endif
