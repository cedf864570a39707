import GCTraceKit

/// The result of a replay: a summary with a table by generation, or a row.
struct ReplayReport {
  static let columns =
    [
      "run_id", "run", "trace_id", "trace", "python", "threshold0", "threshold1", "threshold2",
      "events", "collections", "explicit",
    ]
    + (0..<3).flatMap { generation in
      [
        "collections", "empty_handed", "collected", "uncollectable", "candidates", "promoted",
      ].map { "gen\(generation)_\($0)" }
    }
    + [
      "resurrected", "finalized", "peak_objects", "peak_bytes", "survivors", "survivor_bytes",
      "long_lived_pending", "long_lived_total", "divergences", "peak_garbage_objects",
      "peak_garbage_bytes", "peak_garbage_event",
    ]

  private let summary: ReplaySummary

  init(_ summary: ReplaySummary) {
    self.summary = summary
  }

  /// The text for people, without a line feed at its end. `databaseSuffix` is the text that suggested commands need to find the database.
  func text(databaseSuffix: String) -> String {
    ([heading, table, figures] + divergences).joined(separator: "\n\n")
      + suggestion(databaseSuffix)
  }

  /// The values of `columns`.
  var row: [SQLValue] {
    let thresholds = (0..<3).map { index in
      index < summary.thresholds.count ? SQLValue.integer(summary.thresholds[index]) : .null
    }
    let generations = summary.byGeneration.flatMap { generation in
      [
        generation.collections, generation.foundNothing, generation.collected,
        generation.uncollectable, generation.candidates, generation.promoted,
      ].map(SQLValue.integer)
    }
    let closing = [
      summary.resurrected, summary.finalized, summary.peakObjects, summary.peakBytes,
      summary.survivors, summary.survivorBytes, summary.longLivedPending, summary.longLivedTotal,
      summary.divergences,
    ].map(SQLValue.integer)
    let garbage = [summary.garbage?.objects, summary.garbage?.bytes, summary.garbage?.event]
      .map { $0.map(SQLValue.integer) ?? .null }
    return [
      summary.runID.map(SQLValue.integer) ?? .null, .text(summary.runName),
      .integer(summary.traceID), .text(summary.traceName), .text(summary.python),
    ] + thresholds
      + [summary.events, summary.collections, summary.explicit].map(SQLValue.integer)
      + generations + closing + garbage
  }

  private var heading: String {
    let run = summary.runID.map { "Run \($0)" } ?? "Dry run"
    let thresholds = summary.thresholds.map(String.init).joined(separator: ",")
    return "\(run) (\(visible(summary.runName))) of trace \(summary.traceID) "
      + "(\(visible(summary.traceName))): Python \(visible(summary.python)), "
      + "thresholds \(thresholds)"
  }

  private var table: String {
    let columns = [
      "generation", "collections", "found nothing", "collected", "uncollectable", "candidates",
      "promoted",
    ]
    let rows = summary.byGeneration.map { row in
      [
        Int64(row.generation), row.collections, row.foundNothing, row.collected, row.uncollectable,
        row.candidates, row.promoted,
      ].map(SQLValue.integer)
    }
    return String(TableWriter.text(columns, rows).dropLast())
  }

  private var figures: String {
    var lines = [
      ("events", grouped(summary.events), ""),
      ("collections", grouped(summary.collections), " (\(grouped(summary.explicit)) on request)"),
      ("finalized", grouped(summary.finalized), " (\(grouped(summary.resurrected)) resurrected)"),
      ("peak heap", grouped(summary.peakObjects), " objects, \(byteCount(summary.peakBytes))"),
      ("survivors", grouped(summary.survivors), " objects, \(byteCount(summary.survivorBytes))"),
      (
        "long-lived", grouped(summary.longLivedTotal),
        " objects, \(grouped(summary.longLivedPending)) pending"
      ),
    ]
    if let garbage = summary.garbage {
      let place = garbage.event.map { " at event \(grouped($0))" } ?? ""
      lines.append(
        ("peak garbage", grouped(garbage.objects), " objects, \(byteCount(garbage.bytes))\(place)")
      )
    }
    return aligned(lines)
  }

  /// One paragraph, or none if every event applied.
  private var divergences: [String] {
    guard summary.divergences > 0 else { return [] }
    let count = grouped(summary.divergences)
    let head =
      summary.divergences == 1
      ? "1 event did not apply under this setting and was left out:"
      : "\(count) events did not apply under this setting and were left out; the first:"
    return [([head] + summary.firstDivergences.map { "  " + visible($0) }).joined(separator: "\n")]
  }

  private func suggestion(_ databaseSuffix: String) -> String {
    guard let run = summary.runID else { return "" }
    let sql =
      "SELECT seq, generation, candidates, collected FROM collection WHERE run_id = \(run)"
    let check = summary.canBeVerified ? ["gctrace verify \(run)\(databaseSuffix)"] : []
    let commands =
      check + ["gctrace summary \(run)\(databaseSuffix)"] + [
        "gctrace query \"\(sql)\"\(databaseSuffix)"
      ]
    return "\n\nNext: " + commands.joined(separator: "\n      ")
  }
}
