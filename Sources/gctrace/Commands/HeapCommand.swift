import CyclicGC
import ArgumentParser
import GCTraceKit

/// `gctrace heap`: the composition of a snapshot.
struct HeapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heap",
    abstract: "Show the types of a snapshot by retained size, and its top retainers.",
    discussion: """
      An object retains itself and all that it dominates: everything that would be freed with it. \
      The retained size of a type counts each byte once. If there is no snapshot, the command \
      first takes one of the newest complete run's heap at its end.

      EXAMPLE:
        gctrace heap
        gctrace heap 2 --limit 30
        gctrace heap after --format csv

      EXIT STATUS:
        0    done
        66   no such database or snapshot
        130  interrupted
      """
  )

  @Argument(
    help: ArgumentHelp("The snapshot, by id or name. (default: the newest)", valueName: "snapshot")
  )
  var snapshot: String?

  @Option(help: "How many types and retainers. (default: 15 in a table, else all types and 100)")
  var limit: Int?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    try checkLimit(limit)
  }

  func run() throws {
    let snapshots = Snapshots(databasePath: database.path)
    let found = try find(snapshots)
    let isTable = output.format == .table
    let types = try snapshots.types(ofSnapshot: found.id, limit: limit ?? (isTable ? 15 : nil))
    let retainers = try snapshots.retainers(
      ofSnapshot: found.id,
      limit: limit ?? (isTable ? 15 : 100)
    )
    var standardOutput = StandardOutput()
    if isTable {
      try standardOutput.line(
        "Snapshot \(found.id) (\(visible(found.name))) of run \(found.run) after event "
          + "\(grouped(found.event)): \(grouped(found.objects)) objects, "
          + "\(byteCount(found.bytes))\n"
      )
      try standardOutput.rows(types.columns, types.rows, as: .table)
      try standardOutput.line("\nTop retainers")
      try standardOutput.rows(retainers.columns, retainers.rows, as: .table)
      if let first = retainers.rows.first?.first?.integer {
        try standardOutput.line(
          "\nNext: gctrace why \(first) --run \(found.run) --at event:\(found.event)"
            + database.suffix
        )
      }
    } else {
      try standardOutput.rows(Self.columns, rows(types, retainers), as: output.format)
    }
    try standardOutput.flush()
  }

  private func find(_ snapshots: Snapshots) throws -> Snapshots.Summary {
    if let found = try snapshots.find(snapshot) { return found }
    if let snapshot { throw GCTraceError.noSuchSnapshot(snapshot) }
    return try longWork("Taking a snapshot") { (monitor) throws(GCTraceError) in
      try snapshots.findOrMake(run: nil, at: .end, monitor: monitor) { run in
        announce("There is no snapshot yet: keeping the heap as run \(run) ends.")
      }
    }
  }

  /// `part`: `type` or `retainer`.
  private static let columns = [
    "part", "object", "type", "file", "line", "function", "objects", "bytes", "retained_objects",
    "retained_bytes",
  ]

  private func rows(_ types: Table, _ retainers: Table) -> [[SQLValue]] {
    let empty = SQLValue.null
    return types.rows.map { row in
      [.text("type"), empty, row[0], empty, empty, empty, row[1], row[2], empty, row[3]]
    }
      + retainers.rows.map { row in
        [.text("retainer")] + row[0...4] + [.integer(1), row[5], row[6], row[7]]
      }
  }
}
