import ArgumentParser
import GCTraceKit

/// `gctrace traces`: lists the imported traces.
struct TracesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traces",
    abstract: "List the traces.",
    discussion: """
      Prints a line for each imported log, with its size, its number of runs, and its source.

      EXAMPLE:
        gctrace traces
        gctrace traces --format json
      """
  )

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    let table = try Catalogue(databasePath: database.path).traces()
    var standardOutput = StandardOutput()
    try standardOutput.rows(table.columns, table.rows, as: output.format)
    try standardOutput.flush()
  }
}
