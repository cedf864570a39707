import ArgumentParser
import GCTraceKit

/// `gctrace runs`: lists the replays.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs.",
    discussion: """
      Prints a line for each replay, including those that failed or were interrupted.

      EXAMPLE:
        gctrace runs
        gctrace runs --format csv
      """
  )

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    let table = try Catalogue(databasePath: database.path).runs()
    var standardOutput = StandardOutput()
    try standardOutput.rows(table.columns, table.rows, as: output.format)
    try standardOutput.flush()
  }
}
