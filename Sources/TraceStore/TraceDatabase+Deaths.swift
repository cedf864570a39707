package import CyclicGC
package import HeapTrace
import SQLite

extension TraceDatabase {
  /// Stores how the objects of a run ended, by type, within the caller's transaction.
  package func write(
    _ counts: [DeathTally.Count],
    run: Int64,
    types: [TypeDefinition]
  ) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      var rows = try Statement(
        connection,
        """
        INSERT INTO death_count (run_id, type_id, cause, generation, objects, bytes)
        VALUES (\(run), ?1, ?2, ?3, ?4, ?5)
        """
      )
      for count in counts {
        try rows.bind(Int64(types[count.type].number), at: 1)
        try rows.bind(count.cause.name, at: 2)
        try rows.bind(count.generation.map(Int64.init), at: 3)
        try rows.bind(count.objects, at: 4)
        try rows.bind(count.bytes, at: 5)
        try rows.run()
      }
      try connection.execute("INSERT INTO analysis (run_id, kind) VALUES (\(run), 'deaths')")
    }
  }

  /// Stores the largest amount of garbage at once in a run, within the caller's transaction.
  package func setPeakGarbage(
    _ peak: GarbageTally.Peak,
    event: Int64?,
    run: Int64
  ) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      var update = try Statement(
        connection,
        """
        UPDATE run SET peak_garbage_objects = ?2, peak_garbage_bytes = ?3, peak_garbage_event = ?4
        WHERE id = ?1
        """
      )
      try update.bind(run, at: 1)
      try update.bind(peak.objects, at: 2)
      try update.bind(peak.bytes, at: 3)
      try update.bind(event, at: 4)
      try update.run()
    }
  }
}

extension DeathTally.Cause {
  /// The word of `death_count.cause`.
  package var name: String {
    switch self {
    case .referenceCount: "refcount"
    case .collection: "collection"
    case .end: "end"
    }
  }
}
