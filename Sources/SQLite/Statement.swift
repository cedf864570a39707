private import CSQLite

/// A prepared statement. Bind its parameters, step through its rows, read their columns, reset it and begin again.
///
/// Parameters count from 1 and columns from 0, as in SQLite. After a step that found no further row, the statement is ready for `bind`
/// and another `step`.
@safe
package struct Statement: ~Copyable {
  let connection: Connection
  let handle: OpaquePointer
  package let sql: String
  /// The rest of the text after the statement; empty if the rest is only space and comments.
  package let rest: String

  /// Prepares the first statement of `sql`.
  ///
  /// - Parameter isPersistent: whether the statement will be used often. SQLite then spends no fast-path memory on it.
  package init(
    _ connection: Connection,
    _ sql: String,
    isPersistent: Bool = true
  ) throws(SQLiteError) {
    var prepared: OpaquePointer?
    var rest = ""
    let flags = isPersistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let code = unsafe sql.withCString { text in
      var tail: UnsafePointer<CChar>?
      let code = unsafe sqlite3_prepare_v3(connection.handle, text, -1, flags, &prepared, &tail)
      guard code == SQLITE_OK, let tail = unsafe tail, unsafe tail.pointee != 0 else { return code }
      // Space and comments prepare to nothing. A rest that cannot be prepared counts as a rest.
      var next: OpaquePointer?
      let tailCode = unsafe sqlite3_prepare_v3(connection.handle, tail, -1, 0, &next, nil)
      if unsafe tailCode != SQLITE_OK || next != nil { rest = unsafe String(cString: tail) }
      unsafe sqlite3_finalize(next)
      return code
    }
    guard code == SQLITE_OK else { throw connection.error(sql: sql) }
    guard let handle = unsafe prepared else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement", sql: sql)
    }
    self.connection = connection
    unsafe self.handle = handle
    self.sql = sql
    self.rest = rest
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Goes to the next row. Returns whether there is one.
  package mutating func step() throws(SQLiteError) -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      unsafe sqlite3_reset(handle)
      return false
    default:
      let error = connection.error(sql: sql)
      unsafe sqlite3_reset(handle)
      throw error
    }
  }

  /// Runs a statement without interesting rows to its end.
  package mutating func run() throws(SQLiteError) {
    while try step() {}
  }

  /// Skips the remaining rows and makes the statement ready to begin again. The bound values stay.
  package mutating func reset() {
    unsafe sqlite3_reset(handle)
  }

  /// Whether the statement leaves the database as it is.
  package var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(handle) != 0 }

  /// How many parameters the statement has.
  package var parameterCount: Int32 { unsafe sqlite3_bind_parameter_count(handle) }

  /// The name of a parameter with its `:`, `@` or `$`; nil: it has none.
  package func parameterName(at parameter: Int32) -> String? {
    guard let name = unsafe sqlite3_bind_parameter_name(handle, parameter) else { return nil }
    return unsafe String(cString: name)
  }
}
