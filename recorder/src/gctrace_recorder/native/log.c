#include "log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Text is handed on in portions of this size; a record is never longer than the margin. */
enum { PORTION = 1 << 17, MARGIN = 1 << 12, PACKED = 1 << 16 };

int64_t monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int log_open(Log *log, int fd, int compresses, int64_t limit) {
    memset(log, 0, sizeof *log);
    log->fd = -1;
    log->limit = limit;
    log->compresses = compresses;
    log->capacity = PORTION + MARGIN;
    log->text = malloc(log->capacity);
    log->packed = malloc(PACKED);
    /* 16: a gzip header. Level 1, because level 4 makes the log a fifth smaller but takes 1.8 times as long, and the program has to
     * wait. */
    if (!log->text || !log->packed ||
        (compresses && deflateInit2(&log->stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)) {
        free(log->text);
        free(log->packed);
        return -1;
    }
    struct stat status;
    if (fstat(fd, &status) == 0) {
        log->device = status.st_dev;
        log->inode = status.st_ino;
    }
    log->fd = fd;
    log->flushed_at = monotonic_nanoseconds();
    return 0;
}

/* Whether the descriptor is still the log's. The program can close any descriptor, and the next file that it opens may get the number. */
static int is_ours(Log *log) {
    struct stat status;
    if (log->fd < 0 || log->is_taken) return 0;
    if (fstat(log->fd, &status) == 0 && status.st_dev == log->device && status.st_ino == log->inode) return 1;
    log->is_taken = 1;
    if (!log->error) log->error = EBADF;
    return 0;
}

static void write_all(Log *log, const void *bytes, size_t length) {
    const char *rest = bytes;
    if (!length || log->error || !is_ours(log)) return;
    while (length) {
        ssize_t count = write(log->fd, rest, length);
        if (count < 0) {
            if (errno == EINTR) continue;
            log->error = errno;
            return;
        }
        rest += count;
        length -= (size_t)count;
        log->written += count;
    }
}

static void pack(Log *log, int flush) {
    log->stream.next_in = (unsigned char *)log->text;
    log->stream.avail_in = (unsigned)log->used;
    do {
        log->stream.next_out = log->packed;
        log->stream.avail_out = PACKED;
        deflate(&log->stream, flush);
        write_all(log, log->packed, PACKED - log->stream.avail_out);
    } while (log->stream.avail_out == 0 && !log->error);
}

static void pass_on(Log *log, int flush) {
    if (log->compresses) {
        pack(log, flush);
    } else {
        write_all(log, log->text, log->used);
    }
    log->used = log->whole = 0;
    /* The next portion would not fit any more. */
    if (log->limit && log->written + (log->compresses ? PORTION / 2 : PORTION + MARGIN) > log->limit) log->over_limit = 1;
}

void log_flush(Log *log, int ends_block) {
    if (log->fd < 0 || log->error) {
        log->used = log->whole = 0;
        return;
    }
    pass_on(log, ends_block ? Z_SYNC_FLUSH : Z_NO_FLUSH);
    if (ends_block) log->flushed_at = monotonic_nanoseconds();
}

void log_drop(Log *log) { log->used = log->whole; }

int log_close(Log *log) {
    if (log->fd < 0) return log->error;
    if (!log->error) pass_on(log, Z_FINISH);
    log_abandon(log);
    return log->error;
}

void log_abandon(Log *log) {
    if (is_ours(log) && close(log->fd) != 0 && !log->error && errno != EINTR) log->error = errno;
    if (log->compresses) deflateEnd(&log->stream);
    free(log->text);
    free(log->packed);
    log->text = NULL;
    log->packed = NULL;
    log->fd = -1;
}

/* ---- records ---- */

void log_text(Log *log, const char *text) {
    size_t length = strlen(text);
    memcpy(log->text + log->used, text, length);
    log->used += length;
}

void log_number(Log *log, int64_t number) {
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) digits[--at] = '-';
    digits[--at] = ' ';
    memcpy(log->text + log->used, digits + at, sizeof digits - at);
    log->used += sizeof digits - at;
}

void log_end_definition(Log *log) {
    log->text[log->used++] = '\n';
    if (log->over_limit) log->used = 0;
    log->whole = log->used;
    if (log->used >= PORTION) log_flush(log, 0);
}

void log_end(Log *log) {
    log->events++;
    log_end_definition(log);
}

void log_name(Log *log, const char *name) {
    if (!*name) name = "?";
    size_t room = MARGIN / 2;
    for (; *name && room > 3; name++) {
        unsigned char character = (unsigned char)*name;
        if (character == ' ' || character == '%') {
            memcpy(log->text + log->used, character == ' ' ? "%20" : "%25", 3);
            log->used += 3;
            room -= 3;
        } else {
            log->text[log->used++] = character < 32 || character == 127 ? '?' : (char)character;
            room--;
        }
    }
}

void log_free_text(Log *log, const char *text) {
    size_t room = MARGIN / 2;
    /* Cut between characters, not within one. */
    for (; *text && (room > 4 || ((unsigned char)*text & 0xC0) == 0x80); text++, room -= room > 0)
        log->text[log->used++] = (unsigned char)*text < 32 || *text == 127 ? ' ' : *text;
}
