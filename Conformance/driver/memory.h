/* Memory from malloc, because the driver must not change the collector's counts. A failed allocation ends the process, because
 * an incomplete report is worse than none. */
#ifndef GCTRACE_DRIVER_MEMORY_H
#define GCTRACE_DRIVER_MEMORY_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void *must(void *memory) {
    if (!memory) { fputs("gctrace driver: out of memory\n", stderr); abort(); }
    return memory;
}

typedef struct { int64_t *items; size_t count, capacity; } NumberList;

static inline void list_add(NumberList *list, int64_t number) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 64;
        list->items = must(realloc(list->items, list->capacity * sizeof *list->items));
    }
    list->items[list->count++] = number;
}

#endif
