import ArgumentParser
import GCTraceKit

/// `gctrace summary`: a run on one screen.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Sum a run up on one screen, with what stands out.",
    discussion: """
      What the program did, what the collector did, how long it paused where that was recorded, \
      the three most telling findings, each with the command that digs further, and what the \
      trace cannot tell.

      EXAMPLE:
        gctrace summary
        gctrace summary "wide nursery" --format json

      EXIT STATUS:
        0    done
        66   no such database or run, or one without results
        130  interrupted
      """
  )

  @Argument(
    help: ArgumentHelp(
      "The run, by id or name. (default: the newest complete one)",
      valueName: "run"
    )
  )
  var wantedRun: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func run() throws {
    let summary = try longWork("Summing up") { (monitor) throws(GCTraceError) in
      try Summarizer(databasePath: database.path).summary(of: wantedRun, monitor: monitor)
    }
    let report = SummaryReport(summary)
    var standardOutput = StandardOutput()
    if output.format == .table {
      try standardOutput.line(report.text(databaseSuffix: database.suffix))
    } else {
      try standardOutput.rows(SummaryReport.columns, [report.row], as: output.format)
    }
    try standardOutput.flush()
  }
}
