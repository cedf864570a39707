import ArgumentParser
import GCTraceKit

/// `gctrace leaks`: what a program keeps more and more of.
struct LeaksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leaks",
    abstract: "Show what grows from one full collection or mark to the next, and what holds it.",
    discussion: """
      The run is replayed once more, and its heap looked at after every full collection and at \
      every mark of one name (of many, at \(Leaks.mostLooks) of them): which types, from which \
      places, are there in ever larger numbers, how steadily (R2), and which types' references \
      to them grow, too. Then the objects that retain most as the log ends, and those that the \
      collector found uncollectable. Marks that differ in a number at their end have one name.

      EXAMPLE:
        gctrace leaks
        gctrace leaks 2 --mark request
        gctrace leaks --limit 50
        gctrace leaks --format csv

      EXIT STATUS:
        0    done, whether anything grows or not
        64   wrong usage
        65   the database is damaged
        66   no such database or run; no mark of that name
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

  @Option(help: "The name of the marks to look at. (default: the one that most marks have)")
  var mark: String?

  @Option(help: "How many rows each list has. (default: 10 in a table, else all)")
  var limit: Int?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    try checkLimit(limit)
  }

  func run() throws {
    let leaks = try longWork("Replaying") { (monitor) throws(GCTraceError) in
      try LeakFinder(databasePath: database.path).find(
        run: wantedRun,
        mark: mark,
        limit: limit ?? (output.format == .table ? 10 : nil),
        monitor: monitor
      )
    }
    let report = LeaksReport(leaks)
    var standardOutput = StandardOutput()
    if output.format == .table {
      try standardOutput.line(report.text)
    } else {
      try standardOutput.rows(LeaksReport.columns, report.rows, as: output.format)
    }
    try standardOutput.flush()
  }
}
