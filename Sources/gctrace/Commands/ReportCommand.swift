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

      --sweep adds the settings of a sweep, time against memory; without a run the page has \
      them alone.

      EXAMPLE:
        gctrace report
        gctrace report 2 -o app.html
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
      "The run, by id or name. (default: the newest complete one)",
      valueName: "run"
    )
  )
  var wantedRun: String?

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

  func run() throws {
    // Before the work, not after it.
    if !force { try OutputFile.refuseExisting(path) }
    let report = try makeReport()
    let page = report.page
    var file = try OutputFile(path: path, force: force)
    try file.add { $0 += page.html }
    try file.finish()
    var standardOutput = StandardOutput()
    try standardOutput.line(visible(path))
    try standardOutput.flush()
  }

  private func makeReport() throws -> Report {
    let (sheet, sweepSheet) = try longWork("Making the report") {
      (monitor) throws(GCTraceError) in
      let sweepSheet: SweepSheet? =
        if let sweep {
          try SweepSheet(sweep, databasePath: database.path, monitor: monitor)
        } else { nil }
      // A sweep alone is a page, too.
      if sweep != nil, wantedRun == nil { return (RunSheet?.none, sweepSheet) }
      let builder = RunSheetBuilder(
        databasePath: database.path,
        monitor: monitor,
        makes: !asIs,
        announce: announce,
        sentence: SummaryReport.text
      )
      return (try builder.sheet(of: wantedRun), sweepSheet)
    }
    var report = Report(
      title: sheet?.traceName ?? sweepSheet?.traceName ?? "",
      version: GCTrace.configuration.version,
      databaseSuffix: database.suffix
    )
    report.runs = sheet.map { [$0] } ?? []
    report.sweep = sweepSheet
    report.commands = commands(sheet)
    return report
  }

  /// What led to the page.
  private func commands(_ sheet: RunSheet?) -> [String] {
    var words: [String] = []
    if let source = sheet?.source, source != "-" { words.append("import \(shellWord(source))") }
    if let sheet, sheet.isAsRecorded {
      words.append("replay \(sheet.traceID) --with garbage,cycles,deaths")
      if sheet.isVerified { words.append("verify \(sheet.runID)") }
    }
    let run = sheet.map { " \($0.runID)" } ?? ""
    let settings = sweep.map { " --sweep \(shellWord($0))" } ?? ""
    words.append("report\(run)\(settings) -o \(shellWord(path))")
    return words.map { "gctrace \($0)\(database.suffix)" }
  }
}
