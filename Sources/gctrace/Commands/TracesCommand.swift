import ArgumentParser
import GCTraceKit

/// `gctrace traces`: what has been imported.
struct TracesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traces",
    abstract: "List the traces.",
    discussion: """
      A line for each imported log: what it holds, how many runs it has, where it came from.

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
