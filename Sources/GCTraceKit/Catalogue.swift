import SQLite
import TraceStore

/// A value of a row.
package enum SQLValue: Hashable, Sendable {
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

/// The contents of a database: lists, answers to SQL, deletions.
package struct Catalogue {
  let databasePath: String

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

  /// Deletes a run. Returns a description of it.
  package func deleteRun(
    _ id: Int64,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> String {
    try deleting(monitor) { database in
      let run = try database.run(id)
      guard let run else { throw GCTraceError.noSuchRun(String(id)) }
      try database.deleteRun(id)
      return "run \(id) (\(run.name)) of trace \(run.trace)"
    }
  }

  /// Deletes a trace, given by name or id, with its runs. Returns a description of it.
  package func deleteTrace(
    _ name: String,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> String {
    try deleting(monitor) { database in
      let trace = try database.trace(named: name)
      guard let trace else { throw GCTraceError.noSuchTrace(name) }
      let runs = try database.runs(ofTrace: trace.id).count
      try database.deleteTrace(trace.id)
      return "trace \(trace.id) (\(trace.name)) with \(runs) \(runs == 1 ? "run" : "runs")"
    }
  }

  /// The size of the database's file and the free space in it, in bytes.
  package func space() throws(GCTraceError) -> (size: Int64, free: Int64) {
    do {
      return try TraceDatabase.open(path: databasePath, mode: .read).space()
    } catch { throw GCTraceError(error) }
  }

  /// Shrinks the database's file to its contents.
  package func vacuum(monitor: Monitor = Monitor()) throws(GCTraceError) {
    do {
      try TraceDatabase.open(
        path: databasePath,
        mode: .write,
        shouldStop: monitor.isInterrupted
      ).vacuum()
    } catch { throw GCTraceError(error) }
  }

  /// Finds and deletes within one transaction, so that nothing changes in between.
  private func deleting(
    _ monitor: Monitor,
    _ body: (TraceDatabase) throws -> String
  ) throws(GCTraceError) -> String {
    do {
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .write,
        shouldStop: monitor.isInterrupted
      )
      try database.begin()
      do {
        let description = try body(database)
        try database.commit()
        return description
      } catch {
        database.rollBack()
        throw error
      }
    } catch { throw GCTraceError(error) }
  }

  /// The id of a complete run, given by its name or id; nil: the newest.
  package func completeRunID(_ name: String?) throws(GCTraceError) -> Int64 {
    do {
      return try TraceDatabase.open(path: databasePath, mode: .read).completeRun(name).id
    } catch { throw GCTraceError(error) }
  }

  /// All rows of one of our own questions.
  func table(_ sql: String) throws(GCTraceError) -> Table {
    var table = Table(columns: [])
    try query(
      sql,
      columns: { (columns) throws(GCTraceError) in table.columns = columns },
      row: { (row) throws(GCTraceError) in table.rows.append(row) }
    )
    return table
  }
}
