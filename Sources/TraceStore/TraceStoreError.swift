package import SQLite

/// Why a database could not be opened, or not be used as asked.
package enum TraceStoreError: Error, Equatable, SQLiteErrorCarrier {
  /// There is no file at the path, or an empty one.
  case noDatabase(path: String)
  /// The file cannot be made or opened: the operating system's word for it.
  case unopenable(path: String, reason: String)
  /// The file is not a database, or another program's.
  case foreign(path: String)
  /// The database was made by a newer program: its version, and the newest that this program knows.
  case newer(path: String, version: Int64, known: Int64)
  /// The database is of an older version and could not be brought to the newest, `known`: why. It is as it was.
  case unmigrated(path: String, version: Int64, known: Int64, SQLiteError)
  /// The database holds no trace of that id, or no longer.
  case noTrace(Int64)
  /// What the database holds is not what this program writes.
  case damaged(Damage)
  /// What SQLite reports: a full disk, a lock that another process keeps, ...
  case sqlite(SQLiteError)
}

/// Runs `body` and turns an error that SQLite reports into an error of the store.
@inline(__always)
func mappingErrors<Result: ~Copyable>(
  _ body: () throws(SQLiteError) -> Result
) throws(TraceStoreError) -> Result {
  do throws(SQLiteError) { return try body() } catch { throw .sqlite(error) }
}
