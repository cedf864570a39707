/* The report's text and the lists of numbers that go into it, in malloc's memory: writing a report must not move the
 * collector's counts. A failed allocation ends the process: a report that lost something is worse than none. */
#ifndef GCTRACE_REPORT_H
#define GCTRACE_REPORT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

typedef struct { char *text; size_t length, capacity; } Report;

static inline void report_bytes(Report *report, const char *bytes, size_t length) {
    if (report->length + length > report->capacity) {
        report->capacity = (report->length + length) * 2 + 4096;
        report->text = must(realloc(report->text, report->capacity));
    }
    memcpy(report->text + report->length, bytes, length);
    report->length += length;
}

static inline void report_text(Report *report, const char *text) { report_bytes(report, text, strlen(text)); }

static inline void report_number(Report *report, int64_t number) {
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t rest = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
    do *--at = (char)('0' + rest % 10); while ((rest /= 10) != 0);
    if (number < 0) *--at = '-';
    report_bytes(report, at, (size_t)(end - at));
}

static inline void report_field(Report *report, const char *name, int64_t number) {
    report_text(report, name);
    report_number(report, number);
}

/* `"name":[1,2,3]`, and the list is emptied. */
static inline void report_list(Report *report, const char *name, NumberList *list) {
    report_text(report, name);
    report_text(report, "[");
    for (size_t i = 0; i < list->count; i++) {
        if (i) report_text(report, ",");
        report_number(report, list->items[i]);
    }
    report_text(report, "]");
    list->count = 0;
}

/* A JSON string; bytes outside printable ASCII become `?`, since a faulty log may hold anything. */
static inline void report_string(Report *report, const char *text) {
    report_text(report, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') report_text(report, "\\");
        report_bytes(report, *text >= ' ' && *text <= '~' ? text : "?", 1);
    }
    report_text(report, "\"");
}

/* 0 if standard output refused it. */
static inline int report_flush(Report *report) {
    size_t done = 0;
    while (done < report->length) {
        ssize_t n = write(1, report->text + done, report->length - done);
        if (n <= 0) return 0;
        done += (size_t)n;
    }
    report->length = 0;
    return 1;
}

#endif
