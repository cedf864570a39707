import ArgumentParser
import GCTraceKit

/// `gctrace summary`: a run on one screen.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Summarise a run on one screen, with what stands out.",
    discussion: """
      Shows what the program did, what the collector did, how long the collector paused the \
      program if that was recorded, the three most telling findings, each with the command that \
      digs further, and what the trace cannot tell. If the newest trace has no complete run, the \
      command first replays it as recorded; standard error says so.

      EXAMPLE:
        gctrace summary
        gctrace summary "wide nursery" --format json

      EXIT STATUS:
        0    done
        65   the log contradicts itself; the message says where: FILE:LINE:
        66   no such database or run, or one without results; no trace to replay
        74   the newest trace has to be replayed, and the database may not be written
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
    if wantedRun == nil { try replayNewestTraceIfNeeded() }
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

  /// Makes sure that the newest trace has a run.
  private func replayNewestTraceIfNeeded() throws(GCTraceError) {
    try longWork("Replaying") { (monitor) throws(GCTraceError) in
      try Replayer(databasePath: database.path)
        .replayNewestTraceIfNeeded(monitor: monitor) { id, name in
          announce(
            "Trace \(id) (\(visible(name))) has no run yet: replaying it as it was recorded."
          )
        }
    }
  }
}
