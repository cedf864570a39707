import ArgumentParser
import GCTraceKit

/// `gctrace delete`: a run, or a trace with its runs.
struct DeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Remove a run, or a trace with all its runs.",
    discussion: """
      There is no way back; a trace can be imported and a run replayed again.

      EXAMPLE:
        gctrace delete --run 1
        gctrace delete --trace app

      EXIT STATUS:
        0    it is gone
        64   wrong usage: not exactly one of --run and --trace
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

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if (runID == nil) == (trace == nil) {
      throw ValidationError(
        "expected exactly one of --run and --trace, found \(runID == nil ? "neither" : "both")."
      )
    }
  }

  func run() throws {
    let catalogue = Catalogue(databasePath: database.path)
    var standardOutput = StandardOutput()
    let deleted = try longWork("Deleting") { (monitor) throws(GCTraceError) in
      if let runID { return try catalogue.deleteRun(runID, monitor: monitor) }
      return try catalogue.deleteTrace(trace ?? "", monitor: monitor)
    }
    try standardOutput.line("deleted \(visible(deleted))")
    try standardOutput.flush()
  }
}
