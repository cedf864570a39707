private import CSQLite

extension Statement {
  package mutating func bind(_ value: Int64, at parameter: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_int64(handle, parameter, value))
  }

  package mutating func bind(_ value: Int64?, at parameter: Int32) throws(SQLiteError) {
    if let value { try bind(value, at: parameter) } else { try bindNull(at: parameter) }
  }

  /// Binds 1 or 0.
  package mutating func bind(_ value: Bool, at parameter: Int32) throws(SQLiteError) {
    try bind(value ? Int64(1) : 0, at: parameter)
  }

  package mutating func bind(real value: Double, at parameter: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_double(handle, parameter, value))
  }

  package mutating func bind(_ value: String, at parameter: Int32) throws(SQLiteError) {
    var value = value
    let code = value.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { text in
        // An empty text may have no address, which SQLite would treat as NULL.
        unsafe csqlite_bind_text(handle, parameter, text.baseAddress ?? empty, UInt64(text.count))
      }
    }
    try check(code)
  }

  package mutating func bind(_ value: String?, at parameter: Int32) throws(SQLiteError) {
    if let value { try bind(value, at: parameter) } else { try bindNull(at: parameter) }
  }

  /// Binds bytes that are UTF-8 as text.
  package mutating func bind(text value: [UInt8], at parameter: Int32) throws(SQLiteError) {
    let code = unsafe value.withUnsafeBytes { bytes in
      unsafe csqlite_bind_text(
        handle,
        parameter,
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? empty,
        UInt64(bytes.count)
      )
    }
    try check(code)
  }

  package mutating func bind(blob value: [UInt8], at parameter: Int32) throws(SQLiteError) {
    let code = unsafe value.withUnsafeBytes { bytes in
      unsafe csqlite_bind_blob(
        handle,
        parameter,
        bytes.baseAddress ?? UnsafeRawPointer(empty),
        UInt64(bytes.count)
      )
    }
    try check(code)
  }

  package mutating func bindNull(at parameter: Int32) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_null(handle, parameter))
  }

  /// Binds a value of any storage class.
  package mutating func bind(_ value: Value, at parameter: Int32) throws(SQLiteError) {
    switch value {
    case .null: try bindNull(at: parameter)
    case .integer(let number): try bind(number, at: parameter)
    case .real(let number): try bind(real: number, at: parameter)
    case .text(let text): try bind(text, at: parameter)
    case .blob(let bytes): try bind(blob: bytes, at: parameter)
    }
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    if code != SQLITE_OK { throw connection.error(sql: sql) }
  }

  /// An address for binding empty texts.
  private var empty: UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(handle).assumingMemoryBound(to: CChar.self)
  }
}
