import ArgumentParser
import GCTraceKit

/// `gctrace delete`: a run, or a trace with its runs.
struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Remove a run, or a trace with all its runs.",
    discussion: """
      A deletion cannot be undone, but you can import a trace and replay a run again. The file \
      keeps its size, and later commands use the free space; --vacuum returns the space to the \
      file system. It rewrites the file, which needs space for a second copy for a while.

      EXAMPLE:
        gctrace delete --run 1
        gctrace delete --trace app --vacuum

      EXIT STATUS:
        0    done
        64   wrong usage: --run and --trace together, or nothing to do
        66   no such database, run or trace
        130  interrupted; nothing was removed
      """
  )

  @Option(name: .customLong("run"), help: ArgumentHelp("The run to remove.", valueName: "id"))
  var runID: Int64?

  @Option(
    help: ArgumentHelp("The trace to remove, with its runs: its id or name.", valueName: "trace")
  )
  var trace: String?

  @Flag(help: "Make the file as small as its contents; alone or after a removal.")
  var vacuum = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if runID != nil, trace != nil {
      throw ValidationError("expected one of --run and --trace, found both.")
    }
    if runID == nil, trace == nil, !vacuum {
      throw ValidationError("expected --run, --trace or --vacuum, found none.")
    }
  }

  func run() throws {
    let catalogue = Catalogue(databasePath: database.path)
    var standardOutput = StandardOutput()
    let deleted =
      try longWork("Deleting") { (monitor) throws(GCTraceError) in
        if let runID { return try catalogue.deleteRun(runID, monitor: monitor) }
        return try trace.map { (trace) throws(GCTraceError) in
          try catalogue.deleteTrace(trace, monitor: monitor)
        }
      } as String?
    if let deleted { try standardOutput.line("deleted \(visible(deleted))") }
    // The deletion is complete, whatever happens next.
    try standardOutput.flush()
    let before = try catalogue.space()
    if vacuum {
      try longWork("Vacuuming") { (monitor) throws(GCTraceError) in
        try catalogue.vacuum(monitor: monitor)
      }
      let after = try catalogue.space()
      try standardOutput.line(
        "\(visible(database.path)): \(byteCount(before.size)) before, \(byteCount(after.size)) now"
      )
    } else if before.free > 0 {
      try standardOutput.line(
        """
        \(byteCount(before.free)) of the \(byteCount(before.size)) of \(visible(database.path)) are free; \
        `gctrace delete --vacuum\(database.suffix)` gives them back
        """
      )
    }
    try standardOutput.flush()
  }
}
