import ArgumentParser
import GCTraceKit

/// `gctrace leaks`: the objects that accumulate in a program.
struct LeaksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leaks",
    abstract: "Show what grows from one full collection or mark to the next, and what holds it.",
    discussion: """
      The command replays the run once more, and looks at the heap after every full collection \
      and at every mark of one name (if there are many, at \(Leaks.mostLooks) of them). It shows \
      which types, from which sites, grow in number, how steadily they grow (R2), and which \
      types' references to them grow as well. It then shows the objects that retain most at the \
      end of the log, and the objects that the collector found uncollectable. Marks that differ \
      only in a number at their end have one name.

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

  @Option(help: "The name of the marks to look at. (default: the most frequent one)")
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
