#include "blocks.h"

#include "vector.h"

static size_t slot_of(const Blocks *blocks, uintptr_t block) {
    uint64_t mixed = (uint64_t)(block >> 4) * 0x9E3779B97F4A7C15u;
    return (size_t)(mixed >> 24) & (blocks->capacity - 1);
}

void blocks_prefetch(const Blocks *blocks, uintptr_t block) {
    if (blocks->capacity) __builtin_prefetch(&blocks->slots[slot_of(blocks, block)]);
}

Block *blocks_find(const Blocks *blocks, uintptr_t block) {
    if (!blocks->capacity) return NULL;
    for (size_t slot = slot_of(blocks, block);; slot = (slot + 1) & (blocks->capacity - 1)) {
        Block *found = &blocks->slots[slot];
        if (found->block == block) return found;
        if (!found->block) return NULL;
    }
}

static void grow(Blocks *blocks) {
    Blocks larger = {NULL, blocks->capacity ? blocks->capacity * 2 : (size_t)1 << 14, blocks->used};
    larger.slots = vector_zeroed(larger.capacity, sizeof *larger.slots);
    if (!larger.slots) memory_ran_out();
    for (size_t old = 0; old < blocks->capacity; old++) {
        if (!blocks->slots[old].block) continue;
        size_t slot = slot_of(&larger, blocks->slots[old].block);
        while (larger.slots[slot].block) slot = (slot + 1) & (larger.capacity - 1);
        larger.slots[slot] = blocks->slots[old];
    }
    vector_release(blocks->slots);
    *blocks = larger;
}

Block *blocks_insert(Blocks *blocks, uintptr_t block) {
    if ((blocks->used + 1) * 2 > blocks->capacity) grow(blocks);
#ifdef GCTRACE_VECTORS_MOVE
    blocks->slots = vector_grow(blocks->slots, blocks->capacity, &(size_t){0}, sizeof *blocks->slots);
#endif
    size_t slot = slot_of(blocks, block);
    while (blocks->slots[slot].block && blocks->slots[slot].block != block) slot = (slot + 1) & (blocks->capacity - 1);
    Block *found = &blocks->slots[slot];
    if (!found->block) {
        *found = (Block){.block = block};
        blocks->used++;
    }
    return found;
}

void blocks_remove(Blocks *blocks, Block *removed) {
    size_t hole = (size_t)(removed - blocks->slots), slot = hole, last = blocks->capacity - 1;
    for (;;) {
        slot = (slot + 1) & last;
        if (!blocks->slots[slot].block) break;
        size_t home = slot_of(blocks, blocks->slots[slot].block);
        /* An entry whose home position lies cyclically after the hole stays. */
        if (((slot - home) & last) < ((slot - hole) & last)) continue;
        blocks->slots[hole] = blocks->slots[slot];
        hole = slot;
    }
    blocks->slots[hole].block = 0;
    blocks->used--;
}

void blocks_free(Blocks *blocks) {
    vector_release(blocks->slots);
    *blocks = (Blocks){NULL, 0, 0};
}
