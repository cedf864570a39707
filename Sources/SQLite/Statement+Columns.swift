private import CSQLite

extension Statement {
  package var columnCount: Int32 { unsafe sqlite3_column_count(handle) }

  /// The name of a column: its alias, or its name in its table.
  package func columnName(at column: Int32) -> String {
    guard let name = unsafe sqlite3_column_name(handle, column) else { return "" }
    return unsafe String(cString: name)
  }

  package func isNull(at column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// The column as an integer; 0 for NULL.
  package func integer(at column: Int32) -> Int64 {
    unsafe sqlite3_column_int64(handle, column)
  }

  package func optionalInteger(at column: Int32) -> Int64? {
    isNull(at: column) ? nil : integer(at: column)
  }

  package func real(at column: Int32) -> Double {
    unsafe sqlite3_column_double(handle, column)
  }

  /// The column as text; empty for NULL.
  package func text(at column: Int32) -> String {
    unsafe String(decoding: textBytes(at: column), as: UTF8.self)
  }

  package func optionalText(at column: Int32) -> String? {
    isNull(at: column) ? nil : text(at: column)
  }

  /// A copy of the column's bytes; empty for NULL.
  package func blob(at column: Int32) -> [UInt8] {
    unsafe Array(blobBytes(at: column))
  }

  /// The column's value, of any type.
  package func value(at column: Int32) -> Value {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(integer(at: column))
    case SQLITE_FLOAT: .real(real(at: column))
    case SQLITE_TEXT: .text(text(at: column))
    case SQLITE_BLOB: .blob(blob(at: column))
    default: .null
    }
  }

  /// The UTF-8 of a text column in SQLite's memory. It is valid until the next step or reset.
  @unsafe
  package func textBytes(at column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = unsafe sqlite3_column_text(handle, column)
    return unsafe UnsafeBufferPointer(
      start: start,
      count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
    )
  }

  /// The bytes of a BLOB column in SQLite's memory. They are valid until the next step or reset.
  @unsafe
  package func blobBytes(at column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = unsafe sqlite3_column_blob(handle, column)
    return unsafe UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self),
      count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
    )
  }
}
