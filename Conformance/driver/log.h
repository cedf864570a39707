/* Reads a log: its lines, their fields, and its head. */
#ifndef GCTRACE_DRIVER_LOG_H
#define GCTRACE_DRIVER_LOG_H

#include "actions.h"
#include "run.h"

enum { MAX_FIELDS = 16 };

/* A field, ended by NUL. */
typedef struct {
    char *text;
    int64_t value; /* if `is_number` */
    int is_number; /* 1 to 18 digits and nothing else */
} Field;

/* The fields of the next record, and their number; 0 at the end. The last one contains everything beyond MAX_FIELDS. */
int next_record(Field *fields);

int integer(const Field *field, int64_t least, int64_t most, int64_t *value);
/* The number of an object. */
int number(const Field *field, int64_t *value);
int fields_are(const char *verb, int count, int least, int most);
int starts(const char *line, const char *word);

/* `gctrace`, `meta`, `type`, `site`, `name`: no event. */
int is_definition(const char *verb);

/* `retain OBJ [N]` and its like. Returns -1 if the verb is none of them, 0 if a field is wrong. */
int read_action(const Field *fields, int count, Action *action);
/* The same, of a verb that is known. */
int read_action_of(Verb verb, const Field *fields, int count, Action *action);

/* Reads the log's head without running the log: whether the driver knows its types, and where its safe points are. */
int survey(void);

#endif
