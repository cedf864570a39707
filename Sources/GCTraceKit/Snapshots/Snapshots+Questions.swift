package import CyclicGC
import SQLite
import TraceStore

/// Questions about stored snapshots.
extension Snapshots {
  /// The snapshot with this name (the newest of that name) or id. For nil, the newest one. Returns nil if there is none.
  package func find(_ name: String?) throws(GCTraceError) -> Summary? {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      var rows = try Statement(
        database.connection,
        """
        SELECT id, run_id, event, name, objects, bytes FROM snapshot
        WHERE ?1 IS NULL OR name = ?1 OR CAST(id AS TEXT) = ?1
        ORDER BY name = ?1 DESC, id DESC LIMIT 1
        """
      )
      try rows.bind(name, at: 1)
      var summary: Summary?
      while try rows.step() {
        summary = Summary(
          id: rows.integer(at: 0),
          run: rows.integer(at: 1),
          event: rows.integer(at: 2),
          name: rows.text(at: 3),
          objects: rows.integer(at: 4),
          bytes: rows.integer(at: 5)
        )
      }
      return summary
    } catch { throw GCTraceError(error) }
  }

  /// The snapshot of a run at a moment. Takes the snapshot if there is none, and calls `announce` before.
  package func findOrMake(
    run name: String?,
    at moment: TraceMoment,
    monitor: Monitor = Monitor(),
    announce: (Int64) -> Void
  ) throws(GCTraceError) -> Summary {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .read)
      let run = try database.completeRun(name)
      let trace = try database.trace(run.trace)
      guard let trace else { throw GCTraceError.noSuchTrace(String(run.trace)) }
      let event = try moment.event(in: trace, database)
      let id = try database.connection.integer(
        "SELECT max(id) FROM snapshot WHERE run_id = \(run.id) AND event = \(event)"
      )
      if let id, let found = try find(String(id)) { return found }
      announce(run.id)
      return try make(run: String(run.id), at: moment, monitor: monitor)
    } catch { throw GCTraceError(error) }
  }

  /// All snapshots, by id.
  package func list() throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      SELECT s.id, s.name, s.run_id, t.name AS trace, s.event, s.objects, s.bytes
      FROM snapshot AS s JOIN run AS r ON r.id = s.run_id JOIN trace AS t ON t.id = r.trace_id
      ORDER BY s.id
      """
    )
  }

  /// The types of a snapshot's objects, in descending order of retained size.
  package func types(ofSnapshot id: Int64, limit: Int? = nil) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      SELECT t.name AS type, sum(y.objects) AS objects, sum(y.bytes) AS bytes,
        sum(y.retained_bytes) AS retained_bytes
      FROM snapshot_type AS y
      JOIN snapshot AS s ON s.id = y.snapshot_id
      JOIN run AS r ON r.id = s.run_id
      JOIN type AS t ON t.trace_id = r.trace_id AND t.id = y.type_id
      WHERE y.snapshot_id = \(id)
      GROUP BY t.name ORDER BY retained_bytes DESC, objects DESC, type LIMIT \(limit ?? -1)
      """
    )
  }

  /// The objects of a snapshot with the largest retained size.
  package func retainers(ofSnapshot id: Int64, limit: Int) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      SELECT b.object_id AS object, t.name AS type, p.file, p.line, p.function, b.size + b.payload AS bytes,
        b.retained_objects, b.retained_bytes
      FROM (
        SELECT * FROM snapshot_object WHERE snapshot_id = \(id)
        ORDER BY retained_bytes DESC, object_id LIMIT \(limit)
      ) AS b
      JOIN snapshot AS s ON s.id = b.snapshot_id
      JOIN run AS r ON r.id = s.run_id
      JOIN object AS o ON o.trace_id = r.trace_id AND o.id = b.object_id
      JOIN type AS t ON t.trace_id = r.trace_id AND t.id = b.type_id
      LEFT JOIN site AS p ON p.trace_id = o.trace_id AND p.id = o.site_id
      ORDER BY b.retained_bytes DESC, b.object_id
      """
    )
  }

  /// The differences between two snapshots by type, matched by name, the greatest growth in bytes first.
  package func typeDifference(
    from one: Int64,
    to other: Int64,
    limit: Int? = nil
  ) throws(GCTraceError) -> Table {
    func side(_ id: Int64) -> String {
      """
      SELECT t.name, sum(y.objects) AS objects, sum(y.bytes) AS bytes,
        sum(y.retained_bytes) AS retained
      FROM snapshot_type AS y
      JOIN snapshot AS s ON s.id = y.snapshot_id
      JOIN run AS r ON r.id = s.run_id
      JOIN type AS t ON t.trace_id = r.trace_id AND t.id = y.type_id
      WHERE y.snapshot_id = \(id) GROUP BY t.name
      """
    }
    return try difference(
      side(one),
      side(other),
      name: "type",
      retained: "coalesce(b.retained, 0) - coalesce(a.retained, 0)",
      limit
    )
  }

  /// The differences between two snapshots by allocation site.
  package func siteDifference(
    from one: Int64,
    to other: Int64,
    limit: Int? = nil
  ) throws(GCTraceError) -> Table {
    func side(_ id: Int64) -> String {
      """
      SELECT p.file || ':' || p.line || ' ' || p.function AS name, count(*) AS objects,
        sum(b.size + b.payload) AS bytes, NULL AS retained
      FROM snapshot AS s
      JOIN run AS r ON r.id = s.run_id
      CROSS JOIN snapshot_object AS b ON b.snapshot_id = s.id
      CROSS JOIN object AS o ON o.trace_id = r.trace_id AND o.id = b.object_id
      CROSS JOIN site AS p ON p.trace_id = o.trace_id AND p.id = o.site_id
      WHERE s.id = \(id) GROUP BY o.site_id
      """
    }
    func merged(_ id: Int64) -> String {
      """
      SELECT name, sum(objects) AS objects, sum(bytes) AS bytes, NULL AS retained
      FROM (\(side(id))) GROUP BY name
      """
    }
    return try difference(merged(one), merged(other), name: "site", retained: "NULL", limit)
  }

  private func difference(
    _ one: String,
    _ other: String,
    name: String,
    retained: String,
    _ limit: Int?
  ) throws(GCTraceError) -> Table {
    try Catalogue(databasePath: databasePath).table(
      """
      WITH a AS MATERIALIZED (\(one)), b AS MATERIALIZED (\(other)),
      names AS (SELECT name FROM a UNION SELECT name FROM b)
      SELECT n.name AS \(name), coalesce(a.objects, 0) AS objects_a,
        coalesce(b.objects, 0) AS objects_b,
        coalesce(b.objects, 0) - coalesce(a.objects, 0) AS objects_change,
        coalesce(a.bytes, 0) AS bytes_a, coalesce(b.bytes, 0) AS bytes_b,
        coalesce(b.bytes, 0) - coalesce(a.bytes, 0) AS bytes_change,
        \(retained) AS retained_change
      FROM names AS n LEFT JOIN a ON a.name = n.name LEFT JOIN b ON b.name = n.name
      WHERE objects_change <> 0 OR bytes_change <> 0 OR coalesce(retained_change, 0) <> 0
      ORDER BY bytes_change DESC, objects_change DESC, retained_change DESC, n.name
      LIMIT \(limit ?? -1)
      """
    )
  }
}
