/// An error that SQLite reported, with its statement.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
  /// The primary result code (`SQLITE_BUSY`, `SQLITE_CONSTRAINT`, ...).
  package var code: Int32
  /// The extended result code, which has details in its higher bytes (`SQLITE_CONSTRAINT_UNIQUE`).
  package var extendedCode: Int32
  package var message: String
  /// The statement's text; nil if the error is not about a statement.
  package var sql: String?
  /// The database file, as given to the connection; nil if there is none.
  package var path: String?

  package init(
    code: Int32,
    extendedCode: Int32? = nil,
    message: String,
    sql: String? = nil,
    path: String? = nil
  ) {
    self.code = code
    self.extendedCode = extendedCode ?? code
    self.message = message
    self.sql = sql
    self.path = path
  }

  /// SQLite's report for a file that may not be written.
  static func readOnly(path: String) -> SQLiteError {
    SQLiteError(code: 8, message: "attempt to write a readonly database", path: path)
  }

  package var description: String {
    if let sql {
      "\(message) (SQLite \(extendedCode)) in: \(sql)"
    } else {
      "\(message) (SQLite \(extendedCode))"
    }
  }

  /// The file does not exist or may not be opened.
  package var isCannotOpen: Bool { code == 14 }
  /// The file is not a database.
  package var isNotADatabase: Bool { code == 26 }
  /// Another connection held its lock for longer than the busy timeout.
  package var isBusy: Bool { code == 5 || code == 6 }
  /// The handler of `Connection.setInterruptionCheck` stopped the statement.
  package var isInterrupted: Bool { code == 9 }
  /// A writer died within its transaction, and a read-only connection may not roll back its journal.
  package var needsRecovery: Bool { extendedCode == 776 }
  /// The file may not be written, as with a read-only connection.
  package var isReadOnly: Bool { code == 8 }
  /// The disk has no room left.
  package var isDiskFull: Bool { code == 13 }
  /// The contents of the file contradict each other.
  package var isCorrupt: Bool { code == 11 }
  /// The statement does not fit this database, for example because a table is missing.
  package var isOfStatement: Bool { code == 1 }
  /// A constraint of the schema was violated.
  package var isConstraint: Bool { code == 19 }
}

/// An error type with a case for SQLite's errors, so that helpers can throw it.
///
/// An enum with `case sqlite(SQLiteError)` only needs to declare the conformance.
package protocol SQLiteErrorCarrier: Error {
  static func sqlite(_ error: SQLiteError) -> Self
}

extension SQLiteError: SQLiteErrorCarrier {
  package static func sqlite(_ error: SQLiteError) -> SQLiteError { error }
}
