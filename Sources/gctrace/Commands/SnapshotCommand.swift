import CyclicGC
import ArgumentParser
import GCTraceKit

/// `gctrace snapshot`: the heap at a moment.
struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract:
      "Keep the heap as it was at a moment of a run: what refers to what, and what it retains.",
    discussion: """
      Replays the run up to the moment PLACE, and stores every object alive at that moment with \
      its references, its distance from outside, its dominator and its retained size. \
      PLACE is event:N, mark:TEXT (its first occurrence) or end.

      EXAMPLE:
        gctrace snapshot --at end
        gctrace snapshot 2 --at "mark:the end" --name after
        gctrace snapshot --at event:120000
        gctrace snapshot --list

      EXIT STATUS:
        0    done
        64   wrong usage
        66   no such database, run or place
        130  interrupted; nothing is stored
      """
  )

  @Argument(
    help: ArgumentHelp(
      "The run, by id or name. (default: the newest complete one)",
      valueName: "run"
    )
  )
  var wantedRun: String?

  @Option(
    help: ArgumentHelp("The moment: event:N, mark:TEXT or end.", valueName: "place"),
    transform: MomentArgument.parse
  )
  var at: TraceMoment?

  @Option(help: "The snapshot's name. (default: after its moment)")
  var name: String?

  @Flag(help: "List all snapshots.")
  var list = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    if list != (at == nil) { throw ValidationError("expected --at PLACE or --list") }
    if name == "" { throw ValidationError("--name needs a name, found an empty one.") }
  }

  func run() throws {
    let snapshots = Snapshots(databasePath: database.path)
    var standardOutput = StandardOutput()
    guard let at else {
      let table = try snapshots.list()
      try standardOutput.rows(table.columns, table.rows, as: output.format)
      return try standardOutput.flush()
    }
    let made = try longWork("Taking a snapshot") { (monitor) throws(GCTraceError) in
      try snapshots.make(run: wantedRun, at: at, name: name, monitor: monitor)
    }
    if output.format == .table {
      try standardOutput.line(
        """
        Snapshot \(made.id) (\(visible(made.name))) of run \(made.run) after event \
        \(grouped(made.event)): \(grouped(made.objects)) objects, \(byteCount(made.bytes))

        Next: gctrace heap \(made.id)\(database.suffix)
        """
      )
    } else {
      try standardOutput.rows(
        ["id", "name", "run_id", "event", "objects", "bytes"],
        [
          [
            .integer(made.id), .text(made.name), .integer(made.run), .integer(made.event),
            .integer(made.objects), .integer(made.bytes),
          ]
        ],
        as: output.format
      )
    }
    try standardOutput.flush()
  }
}
