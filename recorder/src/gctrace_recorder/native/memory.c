/* The way out is a jump. Arrays grow in a hundred places deep within the work, none of which could continue without memory, and
 * nothing uses the work afterwards. All of it is our own plain C under the GIL, with nothing to undo except freeing memory. */
#include "memory.h"

#include <setjmp.h>
#include <stddef.h>

/* A process has one recording, whose work is done under the GIL; a growing array knows no more than itself. */
static sigjmp_buf *way_out;

int memory_guard(void (*work)(void *), void *argument) {
    sigjmp_buf here;
    /* Without the signal mask: saving it takes a system call. */
    if (sigsetjmp(here, 0)) {
        way_out = NULL;
        return -1;
    }
    way_out = &here;
    work(argument);
    way_out = NULL;
    return 0;
}

int memory_is_guarded(void) { return way_out != NULL; }

void memory_ran_out(void) { siglongjmp(*way_out, 1); }
