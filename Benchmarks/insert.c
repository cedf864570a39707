/* The cost of storing a run's sets with one row for each member: inserts ROWS rows of the shape of `unreachable` and `promotion`
 * with one prepared statement, in one transaction, into a table without an index.
 *
 *     insert DATABASE ROWS */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void check(sqlite3 *database, int code, int wanted) {
    if (code == wanted) return;
    fprintf(stderr, "insert: %s\n", sqlite3_errmsg(database));
    exit(1);
}

int main(int count, char **words) {
    if (count != 3) return 64;
    long long rows = atoll(words[2]);
    sqlite3 *database;
    sqlite3_stmt *statement;
    check(NULL, sqlite3_open_v2(words[1], &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL), SQLITE_OK);
    check(database, sqlite3_exec(database, "CREATE TABLE member (run_id INTEGER, collection INTEGER, object_id INTEGER, generation INTEGER, outcome TEXT); BEGIN", NULL, NULL, NULL), SQLITE_OK);
    check(database, sqlite3_prepare_v3(database, "INSERT INTO member VALUES (?1, ?2, ?3, ?4, ?5)", -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), SQLITE_OK);
    for (long long row = 0; row < rows; row++) {
        sqlite3_bind_int64(statement, 1, 1);
        sqlite3_bind_int64(statement, 2, row / 700);
        sqlite3_bind_int64(statement, 3, row);
        sqlite3_bind_int64(statement, 4, row % 2);
        sqlite3_bind_text(statement, 5, "freed", 5, SQLITE_STATIC);
        check(database, sqlite3_step(statement), SQLITE_DONE);
        sqlite3_reset(statement);
    }
    check(database, sqlite3_exec(database, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_finalize(statement);
    return sqlite3_close(database);
}
