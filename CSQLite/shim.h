#ifndef GCTRACE_CSQLITE_SHIM_H
#define GCTRACE_CSQLITE_SHIM_H
#include <sqlite3.h>

/* Swift cannot call C functions with variable arguments; these are the two settings of a connection that we make. */
static inline int csqlite_set_flag(sqlite3 *connection, int option, int on) {
    return sqlite3_db_config(connection, option, on, (int *)0);
}

/* SQLITE_TRANSIENT is a cast that Swift does not import: the bytes are copied before the call returns. */
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, index, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 length) {
    return sqlite3_bind_blob64(statement, index, bytes, length, SQLITE_TRANSIENT);
}
#endif
