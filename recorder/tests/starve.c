/* Preloaded into a program: after `starve(n)`, or from the start with $STARVE, the recorder gets memory n times more, and then none;
 * everybody else does. Below 0, it does too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static long meals = -1;

void starve(long count) { meals = count; }

__attribute__((constructor)) static void begin(void) {
    const char *count = getenv("STARVE");
    if (count) meals = atol(count);
}

static int is_refused(void *caller) {
    if (meals < 0) return 0;
    Dl_info where;
    if (!dladdr(caller, &where) || !strstr(where.dli_fname, "gctrace_recorder/_native")) return 0;
    if (meals > 0) {
        meals--;
        return 0;
    }
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size) { return is_refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) { return is_refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size); }

void *realloc(void *block, size_t size) {
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}
