import SQLite

extension TraceDatabase {
  /// The number of index rows that ANALYZE looks at. It is enough to distinguish large tables from small ones, whatever their size.
  private static let analysisLimit = 1000

  /// Records the sizes of the tables for SQLite's planner (ANALYZE), within the caller's transaction.
  ///
  /// Every client profits. Without these statistics, a query that joins the sets of a run with objects and sites may begin with the
  /// largest table, and unfold the sets for each of its rows.
  package func gatherStatistics() throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      try connection.execute("PRAGMA analysis_limit = \(Self.analysisLimit)")
      try connection.execute("ANALYZE")
    }
  }
}
