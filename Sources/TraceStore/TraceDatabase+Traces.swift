package import HeapTrace
import SQLite

extension TraceDatabase {
  /// Every trace, by id.
  package func traces() throws(TraceStoreError) -> [Trace] {
    try selectTraces("ORDER BY id")
  }

  /// The newest trace with this name or, if there is none, the trace with this id.
  package func trace(named name: String) throws(TraceStoreError) -> Trace? {
    if let trace = try selectTraces("WHERE name = ?1 ORDER BY id DESC LIMIT 1", name).first {
      return trace
    }
    guard let id = Int64(name) else { return nil }
    return try trace(id)
  }

  package func trace(_ id: Int64) throws(TraceStoreError) -> Trace? {
    try selectTraces("WHERE id = \(id)").first
  }

  package func newestTrace() throws(TraceStoreError) -> Trace? {
    try selectTraces("ORDER BY id DESC LIMIT 1").first
  }

  /// The trace that came from the same log, byte for byte.
  package func trace(digest: [UInt8]) throws(TraceStoreError) -> Trace? {
    let id = try mappingErrors { () throws(SQLiteError) -> Int64? in
      var statement = try Statement(connection, "SELECT id FROM trace WHERE digest = ?1")
      try statement.bind(blob: digest, at: 1)
      return try statement.step() ? statement.integer(at: 0) : nil
    }
    guard let id else { return nil }
    return try trace(id)
  }

  /// The meta records of a trace, in order. For a key given twice, the last one.
  package func metadata(ofTrace id: Int64) throws(TraceStoreError) -> [MetadataEntry] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT j.key, j.value FROM trace AS t, json_each(t.meta) AS j WHERE t.id = ?1"
      )
      try statement.bind(id, at: 1)
      var entries: [MetadataEntry] = []
      while try statement.step() {
        entries.append(MetadataEntry(key: statement.text(at: 0), text: statement.text(at: 1)))
      }
      return entries
    }
  }

  /// The line of an event in the log; nil if the trace has no such event. Reads one block.
  package func line(ofEvent event: Int64, trace: Int64) throws(TraceStoreError) -> Int64? {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        SELECT line FROM event WHERE trace_id = ?1 AND seq = ?2 AND first_seq = (
          SELECT max(first_seq) FROM event_block WHERE trace_id = ?1 AND first_seq <= ?2)
        """
      )
      try statement.bind(trace, at: 1)
      try statement.bind(event, at: 2)
      return try statement.step() ? statement.integer(at: 0) : nil
    }
  }

  /// The event of the first mark with that text; nil: there is none.
  package func firstMark(_ text: String, ofTrace id: Int64) throws(TraceStoreError) -> Int64? {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        "SELECT event FROM mark WHERE trace_id = ?1 AND text = ?2 ORDER BY event LIMIT 1"
      )
      try statement.bind(id, at: 1)
      try statement.bind(text, at: 2)
      return try statement.step() ? statement.integer(at: 0) : nil
    }
  }

  func insert(_ trace: Trace, metadata: String) throws(SQLiteError) {
    var statement = try Statement(
      connection,
      """
      INSERT INTO trace (
        id, name, source, python, events, objects, imported_at, meta, polls, digest, bytes
      ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """
    )
    try statement.bind(trace.id, at: 1)
    try statement.bind(trace.name, at: 2)
    try statement.bind(trace.source, at: 3)
    try statement.bind(trace.python, at: 4)
    try statement.bind(trace.events, at: 5)
    try statement.bind(trace.objects, at: 6)
    try statement.bind(trace.importedAt, at: 7)
    try statement.bind(metadata, at: 8)
    try statement.bind(trace.hasPolls, at: 9)
    try statement.bind(blob: trace.digest, at: 10)
    try statement.bind(trace.bytes, at: 11)
    try statement.run()
  }

  private func selectTraces(
    _ tail: String,
    _ name: String? = nil
  ) throws(TraceStoreError) -> [Trace] {
    try mappingErrors { () throws(SQLiteError) in
      var statement = try Statement(
        connection,
        """
        SELECT id, name, source, python, events, objects, imported_at, polls, digest, bytes,
          coalesce(meta ->> '$.freelists' = 'simulated', 0),
          coalesce(meta ->> '$.roots' = 'marked', 0)
        FROM trace \(tail)
        """
      )
      if let name { try statement.bind(name, at: 1) }
      var traces: [Trace] = []
      while try statement.step() {
        traces.append(
          Trace(
            id: statement.integer(at: 0),
            name: statement.text(at: 1),
            source: statement.text(at: 2),
            python: statement.optionalText(at: 3),
            events: statement.integer(at: 4),
            objects: statement.integer(at: 5),
            importedAt: statement.text(at: 6),
            hasPolls: statement.integer(at: 7) != 0,
            simulatesFreeLists: statement.integer(at: 10) != 0,
            marksRoots: statement.integer(at: 11) != 0,
            digest: statement.blob(at: 8),
            bytes: statement.integer(at: 9)
          )
        )
      }
      return traces
    }
  }
}
