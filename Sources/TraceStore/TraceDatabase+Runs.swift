import SQLite

extension TraceDatabase {
  /// Every run, or those of a trace, by id.
  package func runs(ofTrace trace: Int64? = nil) throws(TraceStoreError) -> [Run] {
    try selectRuns(trace.map { "WHERE trace_id = \($0) ORDER BY id" } ?? "ORDER BY id")
  }

  package func run(_ id: Int64) throws(TraceStoreError) -> Run? {
    try selectRuns("WHERE id = \(id)").first
  }

  /// The newest run with this name or, if there is none, the run with this id.
  package func run(named name: String) throws(TraceStoreError) -> Run? {
    if let run = try selectRuns("WHERE name = ?1 ORDER BY id DESC LIMIT 1", name).first {
      return run
    }
    guard let id = Int64(name) else { return nil }
    return try run(id)
  }

  /// The newest run, of any trace or of one. With `completeOnly`, the newest complete one.
  package func newestRun(
    ofTrace trace: Int64? = nil,
    completeOnly: Bool = false
  ) throws(TraceStoreError) -> Run? {
    var conditions: [String] = []
    if let trace { conditions.append("trace_id = \(trace)") }
    if completeOnly { conditions.append("status = 'complete'") }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return try selectRuns("\(filter) ORDER BY id DESC LIMIT 1").first
  }

  /// Whether a run has an analysis (`garbage`, `cycles`, `deaths`).
  package func hasAnalysis(_ kind: String, run: Int64) throws(TraceStoreError) -> Bool {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT 1 FROM analysis WHERE run_id = ?1 AND kind = ?2"
      )
      try statement.bind(run, at: 1)
      try statement.bind(kind, at: 2)
      return try statement.step()
    }
  }

  /// Stores only the row of a run, for one that failed or was interrupted, within the caller's transaction.
  ///
  /// - Throws: `TraceStoreError.noTrace` if the database does not hold its trace, or no longer.
  /// - Returns: the run with its id. An id of 0 asks for the next one.
  package func insert(_ run: Run) throws(TraceStoreError) -> Run {
    guard try trace(run.trace) != nil else { throw .noTrace(run.trace) }
    var run = run
    do throws(SQLiteError) {
      if run.id == 0 { run.id = try GivenID(.run, connection).next() }
      var statement = try Statement(
        connection,
        """
        INSERT INTO run (
          id, trace_id, name, python, options, status, started_at, finished_at, events,
          collections, peak_objects, peak_bytes, error, divergences
        ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """
      )
      try statement.bind(run.id, at: 1)
      try statement.bind(run.trace, at: 2)
      try statement.bind(run.name, at: 3)
      try statement.bind(run.python, at: 4)
      try statement.bind(run.options, at: 5)
      try statement.bind(run.status.rawValue, at: 6)
      try statement.bind(run.startedAt, at: 7)
      try statement.bind(run.finishedAt, at: 8)
      try statement.bind(run.events, at: 9)
      try statement.bind(run.collections, at: 10)
      try statement.bind(run.peakObjects, at: 11)
      try statement.bind(run.peakBytes, at: 12)
      try statement.bind(run.error, at: 13)
      try statement.bind(run.divergences, at: 14)
      try statement.run()
      try GivenID(.run, connection).note(run.id)
    } catch { throw .sqlite(error) }
    return run
  }

  private func selectRuns(
    _ tail: String,
    _ name: String? = nil
  ) throws(TraceStoreError) -> [Run] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        SELECT id, trace_id, name, python, options, status, started_at, finished_at, events,
          collections, peak_objects, peak_bytes, error, divergences
        FROM run \(tail)
        """
      )
      if let name { try statement.bind(name, at: 1) }
      var runs: [Run] = []
      while try statement.step() {
        runs.append(
          Run(
            id: statement.integer(at: 0),
            trace: statement.integer(at: 1),
            name: statement.text(at: 2),
            python: statement.text(at: 3),
            options: statement.text(at: 4),
            status: Run.Status(rawValue: statement.text(at: 5)) ?? .failed,
            startedAt: statement.text(at: 6),
            finishedAt: statement.optionalText(at: 7),
            events: statement.integer(at: 8),
            collections: statement.integer(at: 9),
            peakObjects: statement.integer(at: 10),
            peakBytes: statement.integer(at: 11),
            divergences: statement.integer(at: 13),
            error: statement.optionalText(at: 12)
          )
        )
      }
      return runs
    }
  }
}
