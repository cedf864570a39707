#include "log.h"

int starts(const char *line, const char *word) { return strncmp(line, word, strlen(word)) == 0; }

/* Reads one field, up to a space or the end of the line, and puts a NUL after it. Returns the start of the next field; NULL:
 * it was the last. */
static inline char *read_field(char *at, Field *field, int takes_rest) {
    char *start = at;
    uint64_t value = 0;
    unsigned digit;
    while ((digit = (unsigned char)*at - (unsigned)'0') <= 9) {
        value = value * 10 + digit;
        at++;
    }
    size_t digits = (size_t)(at - start);
    while (*at != '\n' && *at && (*at != ' ' || takes_rest)) at++;
    *field = (Field){start, (int64_t)value, digits > 0 && digits <= 18 && at == start + digits};
    if (*at == ' ') {
        *at = 0;
        return at + 1;
    }
    run.next = *at ? at + 1 : at;
    if (at > start && at[-1] == '\r') {
        *--at = 0;
        field->is_number = digits > 0 && digits <= 18 && at == start + digits;
    }
    *at = 0;
    return NULL;
}

int next_record(Field *fields) {
    while (*run.next) {
        char *at = run.next;
        int count = 0;
        run.line++;
        while (at) {
            at = read_field(at, &fields[count], count == MAX_FIELDS - 1);
            count++;
        }
        if (fields[0].text[0] && fields[0].text[0] != '#') return count;
    }
    return 0;
}

int integer(const Field *field, int64_t least, int64_t most, int64_t *value) {
    int is_number = field->is_number;
    if (is_number) *value = field->value;
    else { /* negative, or longer than 18 digits, or none */
        const char *text = field->text;
        char *end = NULL;
        int digits = (text[0] >= '0' && text[0] <= '9') || (text[0] == '-' && text[1] >= '0' && text[1] <= '9');
        if (digits) *value = strtoll(text, &end, 10);
        is_number = digits && *end == 0;
    }
    if (is_number && *value >= least && *value <= most) return 1;
    return fail("a number from %" PRId64 " to %" PRId64 " was expected, found `%.40s`", least, most, field->text);
}

int number(const Field *field, int64_t *value) { return integer(field, 1, INT64_MAX, value); }

int fields_are(const char *verb, int count, int least, int most) {
    if (count >= least && count <= most) return 1;
    return fail("%s with %d fields", verb, count - 1);
}

int is_definition(const char *verb) {
    static const char *const verbs[] = {"gctrace", "meta", "type", "site", "name"};
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
        if (strcmp(verb, verbs[v]) == 0) return 1;
    return 0;
}

int read_action_of(Verb verb, const Field *fields, int count, Action *action) {
    int objects = verb == REF || verb == UNREF ? 2 : 1, times = objects + 1;
    *action = (Action){verb, 0, 0, 1};
    /* A `ref` may bear a name (version 2 of the format). */
    int most = verb == CLEAR ? times : verb == REF ? times + 2 : times + 1;
    if (!fields_are(fields[0].text, count, times, most) || !number(&fields[1], &action->object)) return 0;
    if (objects == 2 && !number(&fields[2], &action->other)) return 0;
    return count <= times || integer(&fields[times], 0, INT64_C(1) << 29, &action->times);
}

int read_action(const Field *fields, int count, Action *action) {
    static const struct { const char *name; Verb verb; } verbs[] = {
        {"retain", RETAIN}, {"release", RELEASE}, {"ref", REF}, {"unref", UNREF}, {"clear", CLEAR}};
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
        if (strcmp(fields[0].text, verbs[v].name) == 0) return read_action_of(verbs[v].verb, fields, count, action);
    return -1;
}

/* Whether a line is a definition, by its first word. */
static int is_definition_line(const char *line) {
    return starts(line, "gctrace ") || starts(line, "meta ") || starts(line, "type ") || starts(line, "site ") || starts(line, "name ");
}

int survey(void) {
    int records = 0, events = 0;
    for (char *line = run.text; *line; line++) {
        size_t length = strcspn(line, "\r\n");
        if (length && *line != '#') {
            char *end = line + length, kept = *end;
            *end = 0;
            if (records++ == 0 && strcmp(line, "gctrace 1") != 0 && strcmp(line, "gctrace 2") != 0)
                return fail("`gctrace 1` or `gctrace 2` was expected, found `%.40s`", line);
            if (strcmp(line, "meta safepoints poll") == 0) run.poll_only = 1;
            if (starts(line, "meta freelists ")) run.simulates_free_lists = strcmp(line, "meta freelists simulated") == 0;
            const char *name = starts(line, "type ") ? strchr(line + strlen("type "), ' ') : NULL;
            const char *attributes = name ? strchr(name + 1, ' ') : NULL;
            if (attributes && (strstr(attributes, " kind=tuple") || strstr(attributes, " kind=dict"))) {
                run.outcome = OUTCOME_REFUSED;
                return fail("kind=tuple and kind=dict are beyond the driver: `%.80s`", line);
            }
            if (!is_definition_line(line) && events++ == 0 && strcmp(line, "poll") == 0) run.poll_only = 1;
            *end = kept;
        }
        line += strcspn(line, "\n");
        if (!*line) break;
    }
    return records ? 1 : fail("the log is empty");
}
