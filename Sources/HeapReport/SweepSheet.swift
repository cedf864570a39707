package import GCTraceKit

/// What a report shows of a sweep: each setting's time and memory, the present one, the one to take, and its price.
package struct SweepSheet: Sendable {
  /// What is asked of each setting, in this order.
  static let columns = [
    "seq", "setting", "collections0", "collections1", "collections2", "candidates", "visits",
    "freed", "peak_objects", "peak_bytes", "predicted_ns", "predicted_ns_low",
    "predicted_ns_high", "predicted_max_pause_ns", "trusted", "divergences", "pareto",
    "recommended",
  ]

  package var sweepID: Int64
  package var traceID: Int64
  package var traceName: String
  var name: String
  /// How many settings the sweep is to have; it may have been interrupted.
  var settings: Int64
  var isFinished: Bool
  /// What held by default: the first row's.
  var present: String
  var rows: [[SQLValue]] = []

  /// A sweep, given by its id or name.
  ///
  /// - Throws: `GCTraceError.noSuchSweep`.
  package init(
    _ wanted: String,
    databasePath: String,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) {
    var found: [SQLValue] = []
    let catalogue = Catalogue(databasePath: databasePath)
    // The name is the user's: it is compared here, not written into the SQL. An id is meant before a name.
    try catalogue.query(
      """
      SELECT s.id, s.name, s.trace_id, t.name, s.settings, s.finished_at IS NOT NULL,
        'Python ' || coalesce(t.python, '3.11')
      FROM sweep AS s JOIN trace AS t ON t.id = s.trace_id ORDER BY s.id
      """,
      monitor: monitor,
      columns: { (_) throws(GCTraceError) in },
      row: { (row) throws(GCTraceError) in
        let isByID = row[0].integer.map(String.init) == wanted
        if isByID
          || (found.isEmpty || found[0].integer.map(String.init) != wanted)
            && row[1].text == wanted
        {
          found = row
        }
      }
    )
    guard found.count == 7, let id = found[0].integer else { throw .noSuchSweep(wanted) }
    sweepID = id
    name = found[1].text ?? ""
    traceID = found[2].integer ?? 0
    traceName = found[3].text ?? ""
    settings = found[4].integer ?? 0
    isFinished = found[5].integer == 1
    present = found[6].text ?? ""
    var rows: [[SQLValue]] = []
    try catalogue.query(
      Self.sql(id),
      monitor: monitor,
      columns: { (_) throws(GCTraceError) in },
      row: { (row) throws(GCTraceError) in rows.append(row) }
    )
    self.rows = rows
  }

  static func sql(_ id: Int64) -> String {
    """
    SELECT \(columns.joined(separator: ", "))
    FROM sweep_point WHERE sweep_id = \(id) ORDER BY seq
    """
  }

  /// - Parameter suffix: what a command needs to find the database.
  package func json(suffix: String) -> JSON {
    [
      "id": .integer(sweepID), "name": .text(name), "trace": .integer(traceID),
      "traceName": .text(traceName), "settings": .integer(settings),
      "isFinished": .bool(isFinished), "present": .text(present),
      "columns": JSON(Self.columns), "rows": JSON(rows: rows),
      "source": Source(
        "query \"SELECT * FROM sweep_point WHERE sweep_id = \(sweepID)\"",
        sql: Self.sql(sweepID)
      )
      .json(suffix: suffix),
    ]
  }
}
