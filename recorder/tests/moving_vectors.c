/* For tests/sanitize.sh: the memory of vectors moves at every push, and what was there before is gone. A pointer into a vector that is
 * used after a push then ends the program, wherever that happens, and not only when the vector grows.
 *
 * Short vectors are exactly as long as what they hold, in memory that the address sanitizer watches. Long ones would take too long to
 * copy: their pages are moved to an address that was not used before. */
#define _GNU_SOURCE
#include "vector.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* Before the items. 64 bytes, so that the items stay aligned. */
typedef struct {
    size_t mapped; /* bytes; 0: the memory is malloc's */
    char rest[64 - sizeof(size_t)];
} Head;

enum { PAGE = 4096, LONGEST_COPIED = 4 * PAGE };

/* Above the sanitizer's own memory, and below what mmap gives by itself. */
static const uintptr_t FIRST_ADDRESS = (uintptr_t)0x200000000000, LAST_ADDRESS = (uintptr_t)0x500000000000;
static uintptr_t next_address = FIRST_ADDRESS;

static size_t in_pages(size_t bytes) { return (bytes + PAGE - 1) & ~(size_t)(PAGE - 1); }

static Head *map_anew(size_t bytes) {
    if (next_address + bytes > LAST_ADDRESS) next_address = FIRST_ADDRESS;
    void *address = mmap((void *)next_address, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    next_address += bytes + PAGE;
    return address == MAP_FAILED ? NULL : address;
}

static void give_back(Head *head) {
    if (head->mapped) {
        munmap(head, head->mapped);
    } else {
        free(head);
    }
}

void *vector_move(void *items, size_t count, size_t size) {
    Head *before = items ? (Head *)items - 1 : NULL;
    size_t used = before ? sizeof(Head) + count * size : 0, wanted = sizeof(Head) + (count + 1) * size;
    if (wanted <= LONGEST_COPIED) {
        Head *head = malloc(wanted);
        if (!head) return NULL;
        if (before) memcpy(head, before, used);
        head->mapped = 0;
        if (before) give_back(before);
        return head + 1;
    }
    size_t bytes = in_pages(wanted);
    Head *head = map_anew(bytes);
    if (!head) return NULL;
    if (before && before->mapped) {
        if (mremap(before, before->mapped, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, head) == MAP_FAILED) return NULL;
    } else if (before) {
        memcpy(head, before, used);
        give_back(before);
    }
    head->mapped = bytes;
    return head + 1;
}

void *vector_zeroed(size_t count, size_t size) {
    Head *head = map_anew(in_pages(sizeof(Head) + count * size));
    if (!head) return NULL;
    head->mapped = in_pages(sizeof(Head) + count * size);
    return head + 1;
}

void vector_release(void *items) {
    if (items) give_back((Head *)items - 1);
}
