/* Memory that the recorder cannot get ends the recording, not the program: what was under way is given up on the spot. */
#ifndef GCTRACE_MEMORY_H
#define GCTRACE_MEMORY_H

/* Does the work. 0; or -1 where it was given up for lack of memory: then nothing may be done with what it worked on but to free it. */
int memory_guard(void (*work)(void *), void *argument);
/* Whether such work is under way. */
int memory_is_guarded(void);
/* Gives up the work under way. Not to be called from a callback of the program's own code, which would not get to its end. */
_Noreturn void memory_ran_out(void);

#endif
