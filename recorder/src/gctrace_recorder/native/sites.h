/* The allocation sites of objects, from the reference tracer on CPython 3.13 and later, and from tracemalloc on older releases. */
#ifndef GCTRACE_SITES_H
#define GCTRACE_SITES_H

#include "allocations.h"
#include "interpreter.h"
#include "log.h"
#include "vector.h"

typedef struct {
    uint64_t key; /* of file and line; 0: the place is free */
    uint32_t number;
} Site;

/* The lines of a function. All functions with one code object share one entry. */
typedef struct {
    uint64_t key;
    uint64_t file; /* its name's hash */
    int first, last;
    char *name;
} Function;

/* The definition of a site, which is written when the first object is allocated there. */
typedef struct {
    char *file, *function; /* NULL: it has been told */
    long line;
} Definition;

/* An instruction whose site is known. */
typedef struct {
    void *code; /* NULL: the place is free */
    int32_t offset;
    uint32_t number;
} Instruction;

enum { INSTRUCTIONS = 1 << 14 };

typedef struct Sites {
    int is_on;
    Allocations *allocations;
    Site *slots;
    size_t capacity, used;
    /* Of tracemalloc. */
    int has_started; /* by us */
    VECTOR(Function) functions;
    uint32_t *function_slots; /* by key: a function's number, from 1; 0: the place is free */
    size_t function_capacity;
    uint32_t newest; /* site number */
    /* Of the reference tracer. */
    Instruction *instructions; /* INSTRUCTIONS of them, each hash has its place; NULL: the tracer is not used */
    VECTOR(Definition) definitions; /* by number, from 1 */
} Sites;

/* Begins to note sites, or goes on in a forked child. 0, or -1 with an exception. */
int sites_begin(Sites *sites, Allocations *allocations);
void sites_end(Sites *sites);
/* Learns a function's name and lines. */
void sites_learn(Sites *sites, PyObject *object);
/* The number of the site where the object was allocated, defined in the log if it is new; 0: not known. */
uint32_t sites_find(Sites *sites, Log *log, PyObject *object);
/* The same of the line of Python that runs in this thread. */
uint32_t sites_of_running_code(Sites *sites, Log *log);

/* ---- for the two ways to know them ---- */

enum { LONGEST_NAME = 512 };

uint64_t hash_of_text(PyObject *text);
char *copy_text(PyObject *text);
/* Writes the definition of a site with this number. */
void sites_define(Log *log, uint32_t number, const char *file, long line, const char *function);
/* The position of a file's line, or of the function if it is part of the key. A new one has no number yet. NULL: out of memory. */
Site *sites_slot(Sites *sites, uint64_t file, long line, uint64_t function);

/* ---- traced_sites.c: what the tracer says ---- */

/* 1: the reference tracer gives the sites; 0: this version has none; -1: an exception. */
int traced_sites_begin(Sites *sites);
/* The site of the line that runs in a thread; 0: none, or not known. */
uint32_t sites_now(Sites *sites, PyThreadState *thread);
/* A code object dies. */
void sites_forget(Sites *sites, PyObject *code);
void sites_forget_all(Sites *sites);
/* As sites_find, and sites_of_running_code. */
uint32_t traced_sites_find(Sites *sites, Log *log, PyObject *object);
uint32_t traced_sites_of_running_code(Sites *sites, Log *log);

#endif
