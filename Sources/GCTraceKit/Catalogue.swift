import SQLite
import TraceStore

/// A value of a row.
package enum SQLValue: Equatable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// Rows and the names of their columns.
package struct Table: Equatable, Sendable {
  package var columns: [String]
  package var rows: [[SQLValue]] = []
}

/// What a database holds: lists, questions in SQL, deletions.
package struct Catalogue {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// The traces, by id.
  package func traces() throws(GCTraceError) -> Table {
    try table(
      """
      SELECT t.id, t.name, t.python, t.events, t.objects,
        (SELECT count(*) FROM observed AS o WHERE o.trace_id = t.id) AS observed,
        (SELECT count(*) FROM run AS r WHERE r.trace_id = t.id) AS runs,
        t.imported_at, t.source
      FROM trace AS t ORDER BY t.id
      """
    )
  }

  /// The runs, by id.
  package func runs() throws(GCTraceError) -> Table {
    try table(
      """
      SELECT r.id, r.trace_id, t.name AS trace, r.name, r.python, r.status, r.events, r.collections,
        r.started_at, r.error
      FROM run AS r JOIN trace AS t ON t.id = r.trace_id ORDER BY r.id
      """
    )
  }

  /// Runs a question that changes nothing, and hands its columns and then its rows over as they come.
  ///
  /// - Throws: `GCTraceError.badQuery` for SQL that is wrong, that would change something, or that is more than one statement.
  package func query(
    _ sql: String,
    monitor: Monitor = Monitor(),
    columns: ([String]) throws(GCTraceError) -> Void,
    row: ([SQLValue]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) {
    let database = try storing { () throws(TraceStoreError) in
      try TraceDatabase.open(path: databasePath, mode: .read, shouldStop: monitor.isInterrupted)
    }
    do throws(GCTraceError) {
      try run(sql, in: database, monitor, columns, row)
    } catch {
      // What seems wrong with the question may be wrong with the database.
      guard case .badQuery = error, let damage = database.schemaDamage() else { throw error }
      throw .store(.sqlite(damage))
    }
  }

  private func run(
    _ sql: String,
    in database: TraceDatabase,
    _ monitor: Monitor,
    _ columns: ([String]) throws(GCTraceError) -> Void,
    _ row: ([SQLValue]) throws(GCTraceError) -> Void
  ) throws(GCTraceError) {
    let connection = database.connection
    var statement = try querying { () throws(SQLiteError) in try Statement(connection, sql) }
    guard !statement.isFollowedByMore else {
      throw .badQuery("expected one SQL statement, found more after it")
    }
    guard statement.isReadOnly, statement.columnCount > 0 else {
      throw .badQuery("expected SQL that only reads, found a statement that does not return rows")
    }
    try columns((0..<statement.columnCount).map { statement.columnName(at: $0) })
    while true {
      let isRow: Bool
      do throws(SQLiteError) { isRow = try statement.step() } catch { throw mapped(error) }
      guard isRow else { return }
      try row((0..<statement.columnCount).map { SQLValue(statement.value(at: $0)) })
    }
  }

  /// Deletes a run; says what it was.
  package func deleteRun(
    _ id: Int64,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> String {
    try deleting(monitor) { (database) throws(GCTraceError) in
      let run = try storing { () throws(TraceStoreError) in try database.run(id) }
      guard let run else { throw .noSuchRun(String(id)) }
      try storing { () throws(TraceStoreError) in try database.deleteRun(id) }
      return "run \(id) (\(run.name)) of trace \(run.trace)"
    }
  }

  /// Deletes a trace, given by name or id, with its runs; says what it was.
  package func deleteTrace(
    _ name: String,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> String {
    try deleting(monitor) { (database) throws(GCTraceError) in
      let trace = try storing { () throws(TraceStoreError) in try database.trace(named: name) }
      guard let trace else { throw .noSuchTrace(name) }
      let runs = try storing { () throws(TraceStoreError) in
        try database.runs(ofTrace: trace.id).count
      }
      try storing { () throws(TraceStoreError) in try database.deleteTrace(trace.id) }
      return "trace \(trace.id) (\(trace.name)) with \(runs) \(runs == 1 ? "run" : "runs")"
    }
  }

  /// How large the database's file is and how much of that is free, in bytes.
  package func space() throws(GCTraceError) -> (size: Int64, free: Int64) {
    try storing { () throws(TraceStoreError) in
      try TraceDatabase.open(path: databasePath, mode: .read).space()
    }
  }

  /// Makes the database's file as small as what it holds.
  package func vacuum(monitor: Monitor = Monitor()) throws(GCTraceError) {
    try storing { () throws(TraceStoreError) in
      try TraceDatabase.open(
        path: databasePath,
        mode: .write,
        shouldStop: monitor.isInterrupted
      ).vacuum()
    }
  }

  /// Finds and deletes within one transaction: what is deleted is what was found.
  private func deleting(
    _ monitor: Monitor,
    _ body: (TraceDatabase) throws(GCTraceError) -> String
  ) throws(GCTraceError) -> String {
    let database = try storing { () throws(TraceStoreError) in
      try TraceDatabase.open(
        path: databasePath,
        mode: .write,
        shouldStop: monitor.isInterrupted
      )
    }
    try storing { () throws(TraceStoreError) in try database.begin() }
    do throws(GCTraceError) {
      let description = try body(database)
      try storing { () throws(TraceStoreError) in try database.commit() }
      return description
    } catch {
      database.rollBack()
      throw error
    }
  }

  private func table(_ sql: String) throws(GCTraceError) -> Table {
    var table = Table(columns: [])
    try query(
      sql,
      columns: { (columns) throws(GCTraceError) in table.columns = columns },
      row: { (row) throws(GCTraceError) in table.rows.append(row) }
    )
    return table
  }

  private func querying<Result: ~Copyable>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(GCTraceError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw mapped(error) }
  }

  /// An error of the user's SQL is the user's; a full disk or a damaged file is not.
  private func mapped(_ error: SQLiteError) -> GCTraceError {
    if error.isInterrupted { return .interrupted }
    // SQLITE_ERROR, _TOOBIG, _MISMATCH, _MISUSE (no statement at all), _AUTH, _RANGE: what is asked for cannot be done.
    let isOfTheQuery = [1, 18, 20, 21, 23, 25].contains(error.code)
    return isOfTheQuery ? .badQuery(error.message) : .store(.sqlite(error))
  }
}

extension SQLValue {
  fileprivate init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    case .blob(let bytes): self = .blob(bytes)
    }
  }
}
