import ArgumentParser
import GCTraceKit

/// `gctrace replay`: replays a trace through a collector and writes a run.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay a trace through the collector and keep the results as a run.",
    discussion: """
      Without options, the replay follows the log: its version of Python (3.11 if it names none) \
      and its thresholds. Options choose another setting: another release, other thresholds, \
      another policy, or interventions. The program's own behaviour may depend on its collector. \
      The replay skips an event that does not apply under another setting, and counts it as a \
      divergence. docs/policies.md lists all keys of a setting.

      A PLACE is event:N, mark:TEXT (its first occurrence), mark:TEXT* (each mark that begins \
      with TEXT) or end.

      EXAMPLE:
        gctrace replay
        gctrace replay app --python 3.12 --threshold 5000,20 --name "large nursery"
        gctrace replay app --threshold 0 --dry-run
        gctrace replay app --freeze-at mark:ready
        gctrace replay app --setting policy=never,collect-every=100
        gctrace replay app --with garbage,deaths,cycles

      EXIT STATUS:
        0    done
        64   wrong usage; that release's collector is not modelled
        65   the log contradicts itself; the message says where: FILE:LINE:; the run
             is kept as failed, without results
        66   no such database or trace; no such PLACE in the trace
        130  interrupted; the run is kept as interrupted, without results
      """
  )

  @Argument(help: "The trace, by name or id. (default: the newest)")
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "The release whose collector to use: X.Y or X.Y.Z, 3.8 to 3.15. (default: the log's)",
      valueName: "version"
    ),
    transform: PythonArgument.parse
  )
  var python: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Thresholds that hold throughout, whatever the log sets.",
      valueName: "t0[,t1[,t2]]"
    ),
    transform: ThresholdArgument.parse
  )
  var threshold: [Int64]?

  @OptionGroup(title: "SETTING") var setting: SettingOptions

  @Flag(help: "Treat the first event that does not apply as an error, under any setting.")
  var strict = false

  @Option(help: "The run's name. (default: after its setting)")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Further analyses of the run, separated by commas: \(Analysis.allNames).",
      valueName: "kinds"
    ),
    transform: Analysis.parse
  )
  var with: [Analysis]?

  @Flag(help: "Write nothing to the database.")
  var dryRun = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    if name == "" { throw ValidationError("--name needs a name, found an empty one.") }
    if dryRun, with != nil {
      throw ValidationError("--with writes to the database, which --dry-run does not")
    }
    _ = try setting.request(python: python, threshold: threshold)
  }

  func run() throws {
    var options = Replayer.Options(
      setting: try setting.request(python: python, threshold: threshold),
      name: name,
      isDryRun: dryRun,
      isStrict: strict
    )
    options.datesGarbage = with?.contains(.garbage) ?? false
    options.countsDeaths = with?.contains(.deaths) ?? false
    let summary = try longWork("Replaying") { (monitor) throws(GCTraceError) in
      try Replayer(databasePath: database.path)
        .replay(trace: trace, options: options, monitor: monitor)
    }
    if let run = summary.runID, with?.contains(.cycles) ?? false {
      _ = try longWork("Finding cycles") { (monitor) throws(GCTraceError) in
        try Cycles(databasePath: database.path).prepare(run: String(run), monitor: monitor)
      }
    }
    let report = ReplayReport(summary)
    var standardOutput = StandardOutput()
    if output.format == .table {
      try standardOutput.line(report.text(databaseSuffix: database.suffix))
    } else {
      try standardOutput.rows(ReplayReport.columns, [report.row], as: output.format)
    }
    try standardOutput.flush()
  }
}
