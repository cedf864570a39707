import SQLite

/// Deletes the rows of a run or a trace from the leaves to the root, so that no foreign key ever dangles. Later commands use the free
/// space. Only `vacuum` shrinks the file.
extension TraceDatabase {
  /// Deletes a run with its results, within the caller's transaction; nothing if there is no such run.
  package func deleteRun(_ id: Int64) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in try deleteRuns("= \(id)") }
  }

  /// Deletes a trace with its runs, within the caller's transaction; nothing if there is no such trace.
  package func deleteTrace(_ id: Int64) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      try deleteRuns("IN (SELECT id FROM run WHERE trace_id = \(id))")
      try connection.execute(
        "DELETE FROM sweep_point WHERE sweep_id IN (SELECT id FROM sweep WHERE trace_id = \(id))"
      )
      let tables = [
        "sweep",
        "observed", "mark", "collect_call", "event_block", "object_run", "object", "name", "site",
        "type",
      ]
      for table in tables {
        try connection.execute("DELETE FROM \(table) WHERE trace_id = \(id)")
      }
      try connection.execute("DELETE FROM trace WHERE id = \(id)")
    }
  }

  /// The size of the file and the free space in it, in bytes.
  package func space() throws(TraceStoreError) -> (size: Int64, free: Int64) {
    try mappingErrors { () throws(SQLiteError) in
      let page = try connection.integer("PRAGMA page_size") ?? 0
      return (
        size: page * (try connection.integer("PRAGMA page_count") ?? 0),
        free: page * (try connection.integer("PRAGMA freelist_count") ?? 0)
      )
    }
  }

  /// Rewrites the file without free space. It needs space for a second copy while it runs. If it fails, the file is as it was.
  package func vacuum() throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in try connection.execute("VACUUM") }
  }

  private func deleteRuns(_ condition: String) throws(SQLiteError) {
    for table in ["snapshot_type", "snapshot_reference", "snapshot_object"] {
      try connection.execute(
        """
        DELETE FROM \(table)
        WHERE snapshot_id IN (SELECT id FROM snapshot WHERE run_id \(condition))
        """
      )
    }
    let tables = [
      "snapshot", "cycle_member", "cycle", "signature", "garbage_block", "death_count", "analysis",
      "divergence", "generation_stats", "survivor_block", "member_block", "collection",
    ]
    for table in tables {
      try connection.execute("DELETE FROM \(table) WHERE run_id \(condition)")
    }
    try connection.execute("DELETE FROM run WHERE id \(condition)")
  }
}
