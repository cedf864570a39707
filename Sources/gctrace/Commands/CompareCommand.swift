import ArgumentParser
import GCTraceKit

/// `gctrace compare`: two runs of one trace.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two runs of one trace: their costs, and where they diverge.",
    discussion: """
      Shows the figures of both runs side by side, the first collection in which they differ and \
      why, and the objects that one run freed and the other kept to the end, by type and site. \
      Times are predicted if the recording has durations and the trace has a run under the \
      recorded setting.

      gctrace diff compares two heaps, or the runs of two traces.

      EXAMPLE:
        gctrace compare 1 2
        gctrace compare "as recorded" "wide nursery" --format json

      EXIT STATUS:
        0    done, whether there is a difference or not
        64   wrong usage; the runs are of two traces
        66   no such database or run, or one without results
        130  interrupted
      """
  )

  @Argument(help: "The first run, by id or name.") var a: String
  @Argument(help: "The second run.") var b: String

  @Option(help: "How many rows of types and sites. (default: 15 in a table, else all)")
  var limit: Int?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    try checkLimit(limit)
  }

  func run() throws {
    var comparison = try longWork("Comparing") { (monitor) throws(GCTraceError) in
      try RunComparer(databasePath: database.path).compare(a, b, monitor: monitor)
    }
    let rows = limit ?? (output.format == .table ? 15 : comparison.kept.count)
    let left = comparison.kept.dropFirst(rows)
    comparison.kept = Array(comparison.kept.prefix(rows))
    var standardOutput = StandardOutput()
    if output.format == .table {
      try standardOutput.line(CompareReport(comparison).text(left: Array(left)))
    } else {
      try standardOutput.rows(
        CompareReport.columns,
        CompareReport(comparison).rows,
        as: output.format
      )
    }
    try standardOutput.flush()
  }
}
