#include "blocks.h"

#include "vector.h"

static size_t place_of(const Blocks *blocks, uintptr_t block) {
    uint64_t mixed = (uint64_t)(block >> 4) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 24) & (blocks->capacity - 1);
}

void blocks_prefetch(const Blocks *blocks, uintptr_t block) {
    if (blocks->capacity) __builtin_prefetch(&blocks->places[place_of(blocks, block)]);
}

Block *blocks_find(const Blocks *blocks, uintptr_t block) {
    if (!blocks->capacity) return NULL;
    for (size_t place = place_of(blocks, block);; place = (place + 1) & (blocks->capacity - 1)) {
        Block *found = &blocks->places[place];
        if (found->block == block) return found;
        if (!found->block) return NULL;
    }
}

static void grow(Blocks *blocks) {
    Blocks larger = {NULL, blocks->capacity ? blocks->capacity * 2 : (size_t)1 << 14, blocks->used};
    larger.places = vector_zeroed(larger.capacity, sizeof *larger.places);
    if (!larger.places) memory_ran_out();
    for (size_t old = 0; old < blocks->capacity; old++) {
        if (!blocks->places[old].block) continue;
        size_t place = place_of(&larger, blocks->places[old].block);
        while (larger.places[place].block) place = (place + 1) & (larger.capacity - 1);
        larger.places[place] = blocks->places[old];
    }
    vector_release(blocks->places);
    *blocks = larger;
}

Block *blocks_insert(Blocks *blocks, uintptr_t block) {
    if ((blocks->used + 1) * 2 > blocks->capacity) grow(blocks);
#ifdef GCTRACE_VECTORS_MOVE
    blocks->places = vector_grow(blocks->places, blocks->capacity, &(size_t){0}, sizeof *blocks->places);
#endif
    size_t place = place_of(blocks, block);
    while (blocks->places[place].block && blocks->places[place].block != block) place = (place + 1) & (blocks->capacity - 1);
    Block *found = &blocks->places[place];
    if (!found->block) {
        *found = (Block){.block = block};
        blocks->used++;
    }
    return found;
}

void blocks_remove(Blocks *blocks, Block *removed) {
    size_t hole = (size_t)(removed - blocks->places), place = hole, last = blocks->capacity - 1;
    for (;;) {
        place = (place + 1) & last;
        if (!blocks->places[place].block) break;
        size_t home = place_of(blocks, blocks->places[place].block);
        /* Whoever's home lies cyclically after the hole stays. */
        if (((place - home) & last) < ((place - hole) & last)) continue;
        blocks->places[hole] = blocks->places[place];
        hole = place;
    }
    blocks->places[hole].block = 0;
    blocks->used--;
}

void blocks_free(Blocks *blocks) {
    vector_release(blocks->places);
    *blocks = (Blocks){NULL, 0, 0};
}
