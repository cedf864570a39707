import ArgumentParser
import GCTraceKit
import HeapReport

/// `gctrace report`: a run as a page to look at.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page to look at: one file of HTML that needs no network.",
    discussion: """
      The page has the summary's findings first, then the heap with its garbage over the whole \
      log, the generations, pauses, where objects die, who makes the cycles, what grows, and \
      every collection with what it did. It opens from the disk, in light and dark; under each \
      figure are its table, its command and its SQL. docs/report.md tells how to read it.

      Garbage, deaths and cycles that the run does not have yet are made and kept first, which \
      takes a replay each; --as-is leaves them out.

      Two runs, or two traces (their newest runs), as in gctrace diff, give a page of what they \
      differ in.

      --sweep adds the settings of a sweep, time against memory; without a run the page has \
      them alone.

      EXAMPLE:
        gctrace report
        gctrace report 2 -o app.html
        gctrace report 1 2 -o before-after.html
        gctrace report 1 --sweep 1 -o settings.html
        gctrace report "wide nursery" --as-is -o app.html --force

      EXIT STATUS:
        0    done
        64   wrong usage
        65   the database is damaged
        66   no such database, run or sweep
        73   the page cannot be made, or is there already
        74   writing failed, or the disk is full
        130  interrupted
      """
  )

  @Argument(
    help: ArgumentHelp(
      """
      The run, by id or name; two runs or traces are laid one over the other. (default: the \
      newest complete one)
      """,
      valueName: "run"
    )
  )
  var wantedRuns: [String] = []

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The page's file.", valueName: "path"),
    completion: .file(extensions: ["html"])
  )
  var path = "report.html"

  @Option(help: ArgumentHelp("Show a sweep's settings, by its id or name.", valueName: "id"))
  var sweep: String?

  @Flag(help: "Replace a file that is there.")
  var force = false

  @Flag(help: "Show what the run has, and make nothing that it lacks.")
  var asIs = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard wantedRuns.count <= 2 else {
      throw ValidationError("expected one run or two, found \(wantedRuns.count).")
    }
  }

  func run() throws {
    // Before the work, not after it.
    if !force { try OutputFile.refuseExisting(path) }
    let report = try makeReport()
    let page = report.page
    var file = try OutputFile(path: path, force: force)
    try file.add(page.html.utf8)
    try file.finish()
    var standardOutput = StandardOutput()
    try standardOutput.line(visible(path))
    try standardOutput.flush()
  }

  private func makeReport() throws -> Report {
    let comparison =
      wantedRuns.count == 2
      ? try Comparison(
        wantedRuns[0],
        wantedRuns[1],
        runsOnly: true,
        databasePath: database.path
      ) : nil
    var report = try longWork("Making the report") { (monitor) throws(GCTraceError) in
      try gather(comparison, monitor)
    }
    report.commands = commands(report.runs)
    return report
  }

  private func gather(
    _ comparison: Comparison?,
    _ monitor: Monitor
  ) throws(GCTraceError) -> Report {
    var report = Report(
      title: "",
      version: GCTrace.configuration.version,
      databaseSuffix: database.suffix
    )
    if let sweep {
      report.sweep = try SweepSheet(sweep, databasePath: database.path, monitor: monitor)
      report.title = report.sweep?.traceName ?? ""
    }
    let builder = RunSheetBuilder(
      databasePath: database.path,
      monitor: monitor,
      makes: !asIs,
      announce: announce,
      sentence: SummaryReport.text
    )
    if let comparison {
      let one = try builder.sheet(of: String(comparison.one), isOfPair: true)
      let other = try builder.sheet(of: String(comparison.other), isOfPair: true)
      report.runs = [one, other]
      report.pair = try PairSheet(
        one,
        other,
        databasePath: database.path,
        makes: !asIs,
        monitor: monitor,
        announce: announce
      )
      report.title =
        one.traceID == other.traceID
        ? "\(one.traceName), runs \(one.runID) and \(other.runID)"
        : "\(one.traceName) and \(other.traceName)"
    } else if sweep == nil || !wantedRuns.isEmpty {
      // A sweep alone is a page, too.
      let sheet = try builder.sheet(of: wantedRuns.first)
      report.runs = [sheet]
      report.title = sheet.traceName
    }
    return report
  }

  /// What led to the page.
  private func commands(_ sheets: [RunSheet]) -> [String] {
    var words: [String] = []
    for sheet in sheets {
      if let source = sheet.source, source != "-" {
        let word = "import \(shellWord(source))"
        if !words.contains(word) { words.append(word) }
      }
      if sheet.isAsRecorded {
        words.append("replay \(sheet.traceID) --with garbage,cycles,deaths")
        if sheet.isVerified { words.append("verify \(sheet.runID)") }
      }
    }
    let runs = sheets.map { " \($0.runID)" }.joined()
    let settings = sweep.map { " --sweep \(shellWord($0))" } ?? ""
    words.append("report\(runs)\(settings) -o \(shellWord(path))")
    return words.map { "gctrace \($0)\(database.suffix)" }
  }
}
