/* If the recorder cannot get memory, the recording ends, not the program. The current work is abandoned on the spot. */
#ifndef GCTRACE_MEMORY_H
#define GCTRACE_MEMORY_H

/* Does the work. Returns 0, or -1 if it was abandoned for lack of memory. Then its data may only be freed. */
int memory_guard(void (*work)(void *), void *argument);
/* Whether such work is under way. */
int memory_is_guarded(void);
/* Abandons the current work. Do not call it from a callback of the program's own code, which would not reach its end. */
_Noreturn void memory_ran_out(void);

#endif
