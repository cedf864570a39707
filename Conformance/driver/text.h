/* The text of a report, in malloc's memory. */
#ifndef GCTRACE_DRIVER_TEXT_H
#define GCTRACE_DRIVER_TEXT_H

#include "memory.h"
#include <unistd.h>

typedef struct { char *bytes; size_t length, capacity; } Text;

static inline void text_bytes(Text *text, const char *bytes, size_t length) {
    if (text->length + length > text->capacity) {
        text->capacity = (text->length + length) * 2 + 4096;
        text->bytes = must(realloc(text->bytes, text->capacity));
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static inline void text_add(Text *text, const char *words) { text_bytes(text, words, strlen(words)); }

static inline void text_number(Text *text, int64_t number) {
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t rest = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;
    do *--at = (char)('0' + rest % 10); while ((rest /= 10) != 0);
    if (number < 0) *--at = '-';
    text_bytes(text, at, (size_t)(end - at));
}

static inline void text_field(Text *text, const char *name, int64_t number) {
    text_add(text, name);
    text_number(text, number);
}

/* `"name":[1,2,3]`, and the list is emptied. */
static inline void text_list(Text *text, const char *name, NumberList *list) {
    text_add(text, name);
    text_add(text, "[");
    for (size_t i = 0; i < list->count; i++) {
        if (i) text_add(text, ",");
        text_number(text, list->items[i]);
    }
    text_add(text, "]");
    list->count = 0;
}

/* A JSON string. Bytes outside printable ASCII become `?`, because a faulty log may contain anything. */
static inline void text_string(Text *text, const char *string) {
    text_add(text, "\"");
    for (; *string; string++) {
        if (*string == '"' || *string == '\\') text_add(text, "\\");
        text_bytes(text, *string >= ' ' && *string <= '~' ? string : "?", 1);
    }
    text_add(text, "\"");
}

/* 0 if standard output refused it. */
static inline int text_flush(Text *text) {
    size_t done = 0;
    while (done < text->length) {
        ssize_t n = write(1, text->bytes + done, text->length - done);
        if (n <= 0) return 0;
        done += (size_t)n;
    }
    text->length = 0;
    return 1;
}

#endif
