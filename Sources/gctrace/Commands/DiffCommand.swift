import CyclicGC
import ArgumentParser
import GCTraceKit

/// `gctrace diff`: the differences between two snapshots, runs or traces.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what grew between two snapshots, two runs, or two traces.",
    discussion: """
      A and B are snapshots, runs or traces, by name or id. If several things have that name, \
      write snapshot:1, run:1 or trace:1. For runs, the command compares the heaps at their ends \
      and the cycles that they found; for traces, it compares their newest complete runs. It \
      makes missing snapshots and cycles first. Types and sites are matched by name, so you can \
      compare logs of a program from before and after a change.

      EXAMPLE:
        gctrace diff 1 2
        gctrace diff trace:before trace:after
        gctrace diff run:1 run:2 --cycles

      EXIT STATUS:
        0    done, whether there is a difference or not
        64   wrong usage
        66   no such database, snapshot, run or trace
        130  interrupted
      """
  )

  @Argument(help: "The earlier one.") var a: String
  @Argument(help: "The later one.") var b: String

  @Flag(help: "Compare only the cycles. Signatures that only B has come first.")
  var cycles = false

  @Option(help: "How many rows of each kind. (default: 15 in a table, else all)")
  var limit: Int?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    try checkLimit(limit)
  }

  func run() throws {
    let comparison = try Comparison(a, b, runsOnly: cycles, databasePath: database.path)
    var parts: [(name: String, title: String, table: Table)] = []
    if !cycles {
      let (one, other) = try snapshots(comparison)
      let snapshots = Snapshots(databasePath: database.path)
      let limit = rowLimit
      parts.append(
        ("type", "By type", try snapshots.typeDifference(from: one, to: other, limit: limit))
      )
      parts.append(
        ("site", "By site", try snapshots.siteDifference(from: one, to: other, limit: limit))
      )
    }
    if comparison.kind != .snapshots {
      for run in [comparison.one, comparison.other] { try prepareCycles(run) }
      var table = try Cycles(databasePath: database.path)
        .difference(from: comparison.one, to: comparison.other)
      if let rowLimit, table.rows.count > rowLimit {
        table.rows.removeLast(table.rows.count - rowLimit)
      }
      parts.append(("signature", "Cycles", table))
    }
    try write(parts)
  }

  private var rowLimit: Int? { limit ?? (output.format == .table ? 15 : nil) }

  /// The snapshots to compare. For runs, these are the snapshots of their ends.
  private func snapshots(_ comparison: Comparison) throws -> (Int64, Int64) {
    guard comparison.kind != .snapshots else { return (comparison.one, comparison.other) }
    return (try end(of: comparison.one), try end(of: comparison.other))
  }

  private func end(of run: Int64) throws -> Int64 {
    try longWork("Taking a snapshot") { (monitor) throws(GCTraceError) in
      try Snapshots(databasePath: database.path)
        .findOrMake(run: String(run), at: .end, monitor: monitor) { run in
          announce("Run \(run) has no snapshot of its end yet: taking one.")
        }
        .id
    }
  }

  private func prepareCycles(_ run: Int64) throws {
    _ = try longWork("Finding cycles") { (monitor) throws(GCTraceError) in
      try Cycles(databasePath: database.path).prepare(run: String(run), monitor: monitor) { run in
        announce(
          "Run \(run) has no cycles yet: making them (replay --with cycles makes them, too)."
        )
      }
    }
  }

  private func write(_ parts: [(name: String, title: String, table: Table)]) throws {
    var standardOutput = StandardOutput()
    if output.format == .table {
      for (index, part) in parts.enumerated() {
        if index > 0 { try standardOutput.line("") }
        if part.table.rows.isEmpty {
          try standardOutput.line("\(part.title): no difference")
        } else {
          try standardOutput.line(part.title)
          try standardOutput.rows(part.table.columns, part.table.rows, as: .table)
        }
      }
    } else {
      try standardOutput.rows(Self.columns, rows(parts), as: output.format)
    }
    try standardOutput.flush()
  }

  /// `part` is `type`, `site` or `signature`. `name` is the type's name, the site or the signature's text.
  private static let columns = [
    "part", "name", "standing", "objects_a", "objects_b", "objects_change", "bytes_a", "bytes_b",
    "bytes_change", "retained_change", "cycles_a", "cycles_b", "signature_a", "signature_b",
  ]

  private func rows(_ parts: [(name: String, title: String, table: Table)]) -> [[SQLValue]] {
    func difference(_ one: SQLValue, _ other: SQLValue) -> SQLValue {
      .integer((other.integer ?? 0) - (one.integer ?? 0))
    }
    let nulls = [SQLValue](repeating: .null, count: 4)
    return parts.flatMap { part in
      part.table.rows.map { row in
        part.name == "signature"
          ? [
            .text(part.name), row[9], row[0], row[3], row[4], difference(row[3], row[4]), row[5],
            row[6], difference(row[5], row[6]), .null, row[1], row[2], row[7], row[8],
          ] : [.text(part.name), row[0], .null] + row[1...7] + nulls
      }
    }
  }
}
