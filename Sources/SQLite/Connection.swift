private import CSQLite

/// A connection to one database file: the front door of this module.
///
/// Statements are prepared on it with `Statement.init`. A connection and its statements belong to one thread; they may be
/// released in any order.
@safe
package final class Connection {
  /// The ways in which a connection may use its file.
  package enum Access: Sendable {
    case readOnly
    case readWrite
    /// As `readWrite`, but creates a missing file.
    case create
  }

  let handle: OpaquePointer
  /// The file's name in errors.
  let path: String
  var interruptionCheck: InterruptionCheck?
  let lockWait: LockWait
  private var isOpen = true

  /// Opens the file at `path`, which is never treated as a URI.
  ///
  /// Double-quoted strings and triggers are off, and the connection is defensive, so that no statement of a user can damage the file
  /// behind SQLite's back. A read-only connection to a missing file is an error with `isCannotOpen`.
  ///
  /// - Parameters:
  ///   - busyTimeout: how long a statement waits for another connection's lock, in milliseconds.
  ///   - shouldStop: called while a statement runs or waits. If it returns true, the statement ends with an error. See
  ///     `setInterruptionCheck`.
  package init(
    path: String,
    access: Access,
    busyTimeout: Int32 = 10_000,
    shouldStop: (() -> Bool)? = nil
  ) throws(SQLiteError) {
    let flags =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path,
      &opened,
      flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nil
    )
    guard code == SQLITE_OK, let connection = unsafe opened else {
      let message = unsafe String(cString: sqlite3_errmsg(opened))
      unsafe sqlite3_close_v2(opened)
      throw SQLiteError(code: code & 0xFF, extendedCode: code, message: message, path: path)
    }
    self.path = path
    unsafe handle = connection
    lockWait = LockWait(milliseconds: busyTimeout)
    unsafe csqlite_set_flag(connection, SQLITE_DBCONFIG_DQS_DDL, 0)
    unsafe csqlite_set_flag(connection, SQLITE_DBCONFIG_DQS_DML, 0)
    unsafe csqlite_set_flag(connection, SQLITE_DBCONFIG_DEFENSIVE, 1)
    // Anybody may have written the schema. None of it runs by itself.
    unsafe csqlite_set_flag(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    waitForLocks()
    setInterruptionCheck(shouldStop)
  }

  deinit { close() }

  /// Closes the file now, not when the connection is released. Existing statements continue until they end.
  ///
  /// Do not use the connection afterwards.
  package func close() {
    guard isOpen else { return }
    isOpen = false
    unsafe sqlite3_close_v2(handle)
  }

  /// Whether statements cannot damage the file behind SQLite's back. On by default; editing a schema needs it off.
  package func setDefensive(_ isDefensive: Bool) {
    unsafe csqlite_set_flag(handle, SQLITE_DBCONFIG_DEFENSIVE, isDefensive ? 1 : 0)
  }

  /// Runs every statement of `script` in order and ignores their rows. For a schema or a PRAGMA.
  package func execute(_ script: String) throws(SQLiteError) {
    let code = unsafe sqlite3_exec(handle, script, nil, nil, nil)
    if code != SQLITE_OK { throw error(sql: script.count > 200 ? nil : script) }
  }

  /// The first column of the first row of `sql` as an integer; nil if there is no row or it is NULL.
  package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
    var statement = try Statement(self, sql, isPersistent: false)
    guard try statement.step() else { return nil }
    return statement.optionalInteger(at: 0)
  }

  /// Whether the file may only be read: it was opened read-only, or the system does not allow writing.
  var isReadOnly: Bool { unsafe sqlite3_db_readonly(handle, "main") == 1 }

  /// Whether a transaction is open.
  package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// The connection's latest error.
  func error(sql: String?) -> SQLiteError {
    unsafe SQLiteError(
      code: sqlite3_errcode(handle) & 0xFF,
      extendedCode: sqlite3_extended_errcode(handle),
      message: String(cString: sqlite3_errmsg(handle)),
      sql: sql,
      path: path
    )
  }
}
