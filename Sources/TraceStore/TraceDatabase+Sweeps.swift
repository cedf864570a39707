import SQLite

extension TraceDatabase {
  /// The unfinished sweep of a trace with this grid; nil if there is none.
  package func unfinishedSweep(
    ofTrace trace: Int64,
    grid: String
  ) throws(TraceStoreError) -> Sweep? {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        SELECT id, name, settings, started_at FROM sweep
        WHERE trace_id = ?1 AND grid = ?2 AND finished_at IS NULL ORDER BY id DESC LIMIT 1
        """
      )
      try statement.bind(trace, at: 1)
      try statement.bind(grid, at: 2)
      guard try statement.step() else { return nil }
      return Sweep(
        id: statement.integer(at: 0),
        trace: trace,
        name: statement.text(at: 1),
        grid: grid,
        settings: statement.integer(at: 2),
        startedAt: statement.text(at: 3)
      )
    }
  }

  /// Stores a sweep, within the caller's transaction or in its own. Returns the sweep with its id.
  package func insert(_ sweep: Sweep) throws(TraceStoreError) -> Sweep {
    var sweep = sweep
    do throws(SQLiteError) {
      var statement = try Statement(
        connection,
        """
        INSERT INTO sweep (trace_id, name, grid, settings, started_at)
        VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id
        """
      )
      try statement.bind(sweep.trace, at: 1)
      try statement.bind(sweep.name, at: 2)
      try statement.bind(sweep.grid, at: 3)
      try statement.bind(sweep.settings, at: 4)
      try statement.bind(sweep.startedAt, at: 5)
      while try statement.step() { sweep.id = statement.integer(at: 0) }
    } catch { throw .sqlite(error) }
    return sweep
  }

  /// Stores a point of a sweep, within the caller's transaction or in its own.
  package func insert(_ row: SweepRow, ofSweep sweep: Int64) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      let columns = SweepRow.columns + SweepRow.garbageColumns
      let parameters = (1...columns.count + 4).map { "?\($0)" }.joined(separator: ", ")
      var statement = try Statement(
        connection,
        """
        INSERT INTO sweep_point (
          sweep_id, seq, setting, options, \(columns.joined(separator: ", "))
        ) VALUES (\(parameters))
        """
      )
      try statement.bind(sweep, at: 1)
      try statement.bind(row.sequence, at: 2)
      try statement.bind(row.setting, at: 3)
      try statement.bind(row.options, at: 4)
      for (index, figure) in row.figures.enumerated() {
        try statement.bind(figure, at: Int32(5 + index))
      }
      try Self.bind(row.garbage, to: &statement, at: Int32(5 + row.figures.count))
      try statement.run()
    }
  }

  private static func bind(
    _ garbage: SweepRow.Garbage?,
    to statement: inout Statement,
    at first: Int32
  ) throws(SQLiteError) {
    try statement.bind(garbage?.peakObjects, at: first)
    try statement.bind(garbage?.peakBytes, at: first + 1)
    try statement.bind(garbage?.ageMedian, at: first + 2)
    try statement.bind(garbage?.agePercentile95, at: first + 3)
  }

  /// Notes the garbage of a point that is there already. Within the caller's transaction or by itself.
  package func setGarbage(
    _ garbage: SweepRow.Garbage?,
    ofPoint sequence: Int64,
    ofSweep sweep: Int64
  ) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      let list = SweepRow.garbageColumns.enumerated().map { "\($1) = ?\($0 + 3)" }
      var statement = try Statement(
        connection,
        "UPDATE sweep_point SET \(list.joined(separator: ", ")) WHERE sweep_id = ?1 AND seq = ?2"
      )
      try statement.bind(sweep, at: 1)
      try statement.bind(sequence, at: 2)
      try Self.bind(garbage, to: &statement, at: 3)
      try statement.run()
    }
  }

  /// The points of a sweep, in the order of its grid.
  package func rows(ofSweep sweep: Int64) throws(TraceStoreError) -> [SweepRow] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        SELECT seq, setting, options,
          \((SweepRow.columns + SweepRow.garbageColumns).joined(separator: ", "))
        FROM sweep_point WHERE sweep_id = ?1 ORDER BY seq
        """
      )
      try statement.bind(sweep, at: 1)
      var rows: [SweepRow] = []
      while try statement.step() {
        rows.append(
          SweepRow(
            sequence: statement.integer(at: 0),
            setting: statement.text(at: 1),
            options: statement.text(at: 2),
            figures: SweepRow.columns.indices.map { statement.integer(at: Int32(3 + $0)) },
            garbage: Self.garbage(statement, at: Int32(3 + SweepRow.columns.count))
          )
        )
      }
      return rows
    }
  }

  private static func garbage(
    _ row: borrowing Statement,
    at first: Int32
  ) -> SweepRow.Garbage? {
    guard let objects = row.optionalInteger(at: first),
      let bytes = row.optionalInteger(at: first + 1)
    else { return nil }
    return SweepRow.Garbage(
      peakObjects: objects,
      peakBytes: bytes,
      ageMedian: row.optionalInteger(at: first + 2),
      agePercentile95: row.optionalInteger(at: first + 3)
    )
  }

  /// Completes a sweep: stores the time, and the results that need all points. Works within the caller's transaction or in its own.
  package func finish(
    _ sweep: Sweep,
    at time: String,
    _ marks: [(sequence: Int64, isPareto: Bool, isRecommended: Bool)]
  ) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        UPDATE sweep_point SET pareto = ?3, recommended = ?4 WHERE sweep_id = ?1 AND seq = ?2
        """
      )
      for mark in marks {
        try statement.bind(sweep.id, at: 1)
        try statement.bind(mark.sequence, at: 2)
        try statement.bind(mark.isPareto ? Int64(1) : 0, at: 3)
        try statement.bind(mark.isRecommended ? Int64(1) : 0, at: 4)
        try statement.run()
      }
      var end = try Statement(connection, "UPDATE sweep SET finished_at = ?2 WHERE id = ?1")
      try end.bind(sweep.id, at: 1)
      try end.bind(time, at: 2)
      try end.run()
    }
  }

  /// The durations that the real collector reported for a trace, by event.
  package func reportedDurations(
    ofTrace trace: Int64
  ) throws(TraceStoreError) -> [(event: Int64, nanoseconds: Int64?)] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT event, duration_ns FROM observed WHERE trace_id = ?1 ORDER BY event"
      )
      try statement.bind(trace, at: 1)
      var durations: [(event: Int64, nanoseconds: Int64?)] = []
      while try statement.step() {
        durations.append((statement.integer(at: 0), statement.optionalInteger(at: 1)))
      }
      return durations
    }
  }
}
