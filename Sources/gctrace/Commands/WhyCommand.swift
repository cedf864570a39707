import CyclicGC
import ArgumentParser
import GCTraceKit

/// `gctrace why`: what keeps an object alive.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show what keeps an object, or the objects of a type, alive.",
    discussion: """
      For an object, given by its number, shows the shortest paths of references from outside (a \
      frame, a C module) to it, one for each object that refers to it. For a dead object, shows \
      when and how it died. For a type, given by its name, shows the paths that hold its objects, \
      with the number of objects on each. PLACE is event:N, mark:TEXT (its first occurrence) or end.

      EXAMPLE:
        gctrace why 31415
        gctrace why 31415 --at event:120000
        gctrace why dict --limit 3 --format json

      EXIT STATUS:
        0    done
        64   wrong usage
        66   no such database, run, place, object or type
        130  interrupted
      """
  )

  @Argument(help: ArgumentHelp("An object's number, or a type's name.", valueName: "object|type"))
  var subject: String

  @Option(
    help: ArgumentHelp(
      "The moment: event:N, mark:TEXT or end. (default: end)",
      valueName: "place"
    ),
    transform: MomentArgument.parse
  )
  var at: TraceMoment = .end

  @Option(
    name: .customLong("run"),
    help: "The run, by id or name. (default: the newest complete one)"
  )
  var wantedRun: String?

  @Option(help: "How many paths or ways to show.")
  var limit = 5

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    try checkLimit(limit)
  }

  func run() throws {
    let why = try longWork("Replaying") { (monitor) throws(GCTraceError) in
      try Why(
        subject,
        run: wantedRun,
        at: at,
        limit: limit,
        databasePath: database.path,
        monitor: monitor
      )
    }
    let report = WhyReport(why: why, limit: limit, databaseSuffix: database.suffix)
    var standardOutput = StandardOutput()
    if output.format == .table {
      try standardOutput.line(report.text)
    } else {
      try standardOutput.rows(report.columns, report.rows, as: output.format)
    }
    try standardOutput.flush()
  }
}
