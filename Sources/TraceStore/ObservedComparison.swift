import SQLite

/// The reports of a trace beside the collections that a run derived, for the verification of a replay.
package struct ObservedComparison: Equatable, Sendable {
  /// A row of `observed`.
  package struct Report: Equatable, Sendable {
    package var event: Int64
    package var generation: Int64
    package var collected: Int64
    package var uncollectable: Int64
    /// The duration of the collection, in nanoseconds; nil: not recorded.
    package var duration: Int64?
    /// The lengths of the three generations at the end; nil: not recorded.
    package var sizes: [Int64]?
  }

  /// The columns of `collection` with which a report is compared.
  package struct Derived: Equatable, Sendable {
    /// The collection's number in the run.
    package var sequence: Int64
    package var event: Int64
    package var generation: Int64
    package var collected: Int64
    package var uncollectable: Int64
    /// The three counts at the decision.
    package var counts: [Int64]
    package var longLivedPendingBefore: Int64
    package var longLivedTotalBefore: Int64
    package var candidates: Int64
    /// The lengths of the three generations at the end.
    package var sizes: [Int64]
  }

  /// A report and the collections that the run derived since the report before it.
  package struct Row: Equatable, Sendable {
    package var report: Report
    /// The number of these collections. An exact replay has one.
    package var derivedCount: Int64
    /// The last of them, which the report is about; nil if there is none.
    package var derived: Derived?
  }

  /// A row for each report, in the log's order.
  package var rows: [Row] = []
  /// The number of collections that the run derived after the last report.
  package var unreported: Int64 = 0
}

extension TraceDatabase {
  /// Whether a trace's log has reports of the real collector.
  package func hasReports(ofTrace trace: Int64) throws(TraceStoreError) -> Bool {
    try mappingErrors { () throws(SQLiteError) in
      try connection.integer("SELECT 1 FROM observed WHERE trace_id = \(trace) LIMIT 1") != nil
    }
  }

  /// The reports of a run's trace, each with the run's collections. Linear in both.
  package func observedComparison(
    ofRun run: Run
  ) throws(TraceStoreError) -> ObservedComparison {
    try mappingErrors { () throws(SQLiteError) in
      var reports = try Statement(
        connection,
        """
        SELECT event, generation, collected, uncollectable, duration_ns, size0, size1, size2
        FROM observed WHERE trace_id = ?1 ORDER BY event
        """
      )
      try reports.bind(run.trace, at: 1)
      var collections = try Statement(
        connection,
        """
        SELECT seq, event, generation, collected, uncollectable, count0, count1, count2,
          long_lived_pending_before, long_lived_total_before, candidates, size0, size1, size2
        FROM collection WHERE run_id = ?1 ORDER BY seq
        """
      )
      try collections.bind(run.id, at: 1)
      var comparison = ObservedComparison()
      var isThere = try collections.step()
      while try reports.step() {
        var row = ObservedComparison.Row(report: Self.report(reports), derivedCount: 0)
        while isThere, collections.integer(at: 1) <= row.report.event {
          row.derivedCount += 1
          row.derived = Self.derived(collections)
          isThere = try collections.step()
        }
        comparison.rows.append(row)
      }
      while isThere {
        comparison.unreported += 1
        isThere = try collections.step()
      }
      return comparison
    }
  }

  private static func report(_ row: borrowing Statement) -> ObservedComparison.Report {
    ObservedComparison.Report(
      event: row.integer(at: 0),
      generation: row.integer(at: 1),
      collected: row.integer(at: 2),
      uncollectable: row.integer(at: 3),
      duration: row.optionalInteger(at: 4),
      sizes: row.isNull(at: 5) ? nil : [row.integer(at: 5), row.integer(at: 6), row.integer(at: 7)]
    )
  }

  private static func derived(_ row: borrowing Statement) -> ObservedComparison.Derived {
    ObservedComparison.Derived(
      sequence: row.integer(at: 0),
      event: row.integer(at: 1),
      generation: row.integer(at: 2),
      collected: row.integer(at: 3),
      uncollectable: row.integer(at: 4),
      counts: [row.integer(at: 5), row.integer(at: 6), row.integer(at: 7)],
      longLivedPendingBefore: row.integer(at: 8),
      longLivedTotalBefore: row.integer(at: 9),
      candidates: row.integer(at: 10),
      sizes: [row.integer(at: 11), row.integer(at: 12), row.integer(at: 13)]
    )
  }
}
