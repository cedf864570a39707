/* The log as a file: text put together in a buffer, compressed if asked for, written in whole records. */
#ifndef GCTRACE_LOG_H
#define GCTRACE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>
#include <zlib.h>

typedef struct {
    int fd; /* -1: closed */
    int compresses;
    int over_limit; /* `limit` was reached: nothing more is taken */
    int error;      /* errno of the first failed write; 0: none */
    int is_taken;    /* the program closed `fd`, and may have put a file of its own there */
    dev_t device;   /* of the file */
    ino_t inode;
    int64_t limit;  /* bytes of the file; 0: none */
    int64_t written;
    int64_t events;
    int64_t flushed_at; /* monotonic nanoseconds */
    char *text;
    size_t used, whole, capacity; /* whole: up to the last record's end */
    unsigned char *packed;
    z_stream stream;
} Log;

int64_t monotonic_nanoseconds(void);

/* Owns `fd` from now on. 0, or -1 where memory ran out: then it is still the caller's. */
int log_open(Log *log, int fd, int compresses, int64_t limit);
/* Passes on the contents of the buffer. `ends_block`: in such a way that a reader could stop here. Call it between records. */
void log_flush(Log *log, int ends_block);
/* Drops an incomplete record. */
void log_drop(Log *log);
/* Ends the file. 0, or the errno of a write that failed. */
int log_close(Log *log);
/* Abandons the file without writing (in a forked child, for example). */
void log_abandon(Log *log);

/* A record is begun with its name, goes on with fields and ends with log_end (an event) or log_end_definition. */
void log_text(Log *log, const char *text);
void log_number(Log *log, int64_t number); /* with a space before it */
void log_end(Log *log);
void log_end_definition(Log *log);
/* A name without spaces: a space is written %20, a percent sign %25, a control character as ?. */
void log_name(Log *log, const char *name);
/* Free text to the end of the line: control characters as spaces. */
void log_free_text(Log *log, const char *text);

#endif
