import CyclicGC
package import GCTraceKit

/// What a report shows of two runs beside their own figures: what is alive at the end of one and not of the other, and whose cycles they are.
package struct PairSheet: Sendable {
  /// How many rows each table has.
  private static let limit = 30

  package var sameTrace: Bool
  /// The words after `gctrace` of the command that tells the differences.
  var command: String
  var types: Table?
  var sites: Table?
  var cycles: Table?
  /// What the cost model of each says of all of its collections, in nanoseconds.
  var predicted: [Int64]

  /// The differences of two runs, by their ids. Snapshots of their ends are taken where they are missing and `makes` says so.
  package init(
    _ one: RunSheet,
    _ other: RunSheet,
    databasePath: String,
    makes: Bool,
    monitor: Monitor,
    announce: (String) -> Void
  ) throws(GCTraceError) {
    sameTrace = one.traceID == other.traceID
    command = "diff run:\(one.runID) run:\(other.runID)"
    predicted = [one, other].map { $0.collections.predicted.reduce(0, +) }
    if makes {
      let snapshots = Snapshots(databasePath: databasePath)
      var ends: [Int64] = []
      for run in [one.runID, other.runID] {
        ends.append(
          try snapshots.findOrMake(run: String(run), at: .end, monitor: monitor) { run in
            announce("Run \(run) has no snapshot of its end yet: taking one.")
          }.id
        )
      }
      types = try snapshots.typeDifference(from: ends[0], to: ends[1], limit: Self.limit)
      sites = try snapshots.siteDifference(from: ends[0], to: ends[1], limit: Self.limit)
    }
    if one.analyses.contains("cycles"), other.analyses.contains("cycles") {
      var table = try Cycles(databasePath: databasePath)
        .difference(from: one.runID, to: other.runID)
      table.rows.removeLast(max(0, table.rows.count - Self.limit))
      cycles = table
    }
  }

  /// - Parameter suffix: what a command needs to find the database.
  func json(suffix: String) -> JSON {
    func table(_ table: Table?) -> JSON {
      table.map { ["columns": JSON($0.columns), "rows": JSON(rows: $0.rows)] } ?? .null
    }
    return [
      "sameTrace": .bool(sameTrace), "command": .text("gctrace \(command)\(suffix)"),
      "types": table(types), "sites": table(sites), "cycles": table(cycles),
      "predicted": JSON(predicted),
      "sql": [
        "types": """
        SELECT s.run_id, t.name, y.objects, y.bytes, y.retained_bytes
        FROM snapshot AS s
        JOIN run AS r ON r.id = s.run_id
        JOIN snapshot_type AS y ON y.snapshot_id = s.id
        JOIN type AS t ON t.trace_id = r.trace_id AND t.id = y.type_id
        WHERE s.event = r.events ORDER BY t.name, s.run_id
        """,
        "sites": """
        SELECT s.run_id, p.file, p.line, p.function, count(*) AS objects, sum(o.size) AS bytes
        FROM snapshot AS s
        JOIN run AS r ON r.id = s.run_id
        JOIN snapshot_object AS o ON o.snapshot_id = s.id
        JOIN object AS b ON b.trace_id = r.trace_id AND b.id = o.object_id
        JOIN site AS p ON p.trace_id = b.trace_id AND p.id = b.site_id
        WHERE s.event = r.events GROUP BY 1, 2, 3, 4
        """,
        "cycles":
          "SELECT run_id, text, cycles, objects, bytes FROM signature ORDER BY text, run_id",
      ],
    ]
  }
}
