import SQLite

extension TraceDatabase {
  /// How many rows of an index are looked at: enough to tell a large table from a small one, whatever its size.
  private static let analysisLimit = 1000

  /// Notes for SQLite's planner how large the tables are (ANALYZE), within the caller's transaction.
  ///
  /// Every client profits: without it a question that joins the sets of a run with objects and sites may begin with the largest table
  /// and unfold the sets for each of its rows.
  package func gatherStatistics() throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      try connection.execute("PRAGMA analysis_limit = \(Self.analysisLimit)")
      try connection.execute("ANALYZE")
    }
  }
}
