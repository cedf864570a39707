#ifndef GCTRACE_CTRACESCHEMA_H
#define GCTRACE_CTRACESCHEMA_H
#include <stddef.h>

/* The bytes of schema.sql, which the compiler puts into the program. Swift's own way, .embedInCode, writes them as a literal that
   takes Swift half a second a kilobyte to compile. */
const unsigned char *gctrace_schema_start(void);
extern const size_t gctrace_schema_length;
#endif
