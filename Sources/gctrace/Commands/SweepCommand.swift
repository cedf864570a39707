import ArgumentParser
import GCTraceKit

/// `gctrace sweep`: replays a trace under many settings at once.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Replay a trace under many settings, and compare their costs.",
    discussion: """
      The recording's own setting comes first. The grid is every combination of the given \
      thresholds, policies, releases, percents and places. Replays run on all cores. The sweep \
      stores each row as it comes (in the tables sweep and sweep_point). After an interruption, \
      the same command continues the sweep.

      Write the thresholds of generation 0 first, then those of 1 and 2, each after a /. They are \
      numbers and ranges, separated by commas. 5000:100000:log6 is six values of equal ratio, \
      0:1000:lin5 is five values at equal distance.

      --recommend alone tries thresholds from 700 to 100,000. Where the trace has marks it also \
      tries gc.freeze() at the first, and collections at marks only.

      Times are predicted from the durations in the recording. docs/policies.md says how good the \
      predictions are, and what the sweep does without durations.

      EXAMPLE:
        gctrace sweep --threshold 700,2000,5000:100000:log6/10/10
        gctrace sweep app --policy generational,single --threshold 2000,10000
        gctrace sweep app --recommend
        gctrace sweep app --threshold 1000:50000:log8 --freeze-at mark:ready --recommend
        gctrace sweep app --threshold 1000:50000:log8 --recommend --memory +5%
        gctrace sweep app --threshold 700,5000 --with garbage --format json

      EXIT STATUS:
        0    done
        64   wrong usage; a release's collector is not modelled
        65   the log contradicts itself
        66   no such database or trace; no such PLACE in the trace
        130  interrupted; what was found is kept
      """
  )

  @Argument(help: "The trace, by name or id. (default: the newest)")
  var trace: String?

  @Option(help: ArgumentHelp("Thresholds to try.", valueName: "t0,...[/t1,...[/t2,...]]"))
  var threshold: String?

  @Option(help: ArgumentHelp("Policies to try.", valueName: "name,..."))
  var policy: String?

  @Option(help: ArgumentHelp("Releases to try, X.Y or X.Y.Z.", valueName: "version,..."))
  var python: String?

  @Option(
    help: ArgumentHelp(
      "Percents of the old objects to try as the limit for a full collection; 25 is CPython's.",
      valueName: "percent,..."
    )
  )
  var fullPercent: String?

  @Option(
    help: ArgumentHelp(
      "Also try gc.collect() and then gc.freeze() at this moment.",
      valueName: "place"
    )
  )
  var freezeAt: [String] = []

  @Option(help: ArgumentHelp("One more setting to try.", valueName: "key=value,..."))
  var setting: [String] = []

  @Option(help: "How many replays run at once. (default: one a core)")
  var jobs: Int?

  @Flag(
    help: "Recommend a setting, with its price; also tries what the marks suggest."
  )
  var recommend = false

  @Option(
    help: ArgumentHelp(
      "Recommend the least time with at most this much more peak memory.",
      valueName: "+percent%"
    ),
    transform: Self.percent
  )
  var memory: Double?

  @Option(
    help: ArgumentHelp(
      "Also find out how much garbage there is at every setting; takes longer.",
      valueName: "garbage"
    )
  )
  var with: SweepAnalysis?

  @Option(help: "The sweep's name. (default: after the trace)")
  var name: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: FormatOptions

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("expected 1 to 1024 jobs, found \(jobs).")
    }
    _ = try settings()
  }

  /// `+5%`, `5%` or `5`.
  private static func percent(_ text: String) throws -> Double {
    var digits = Substring(text)
    if digits.hasPrefix("+") { digits.removeFirst() }
    if digits.hasSuffix("%") { digits.removeLast() }
    guard let percent = Double(digits), percent >= 0, percent.isFinite else {
      throw ValidationError("expected a share such as +5%, found '\(text)'.")
    }
    return percent
  }

  /// Every setting of the grid.
  func settings() throws -> [SettingRequest] {
    do throws(SettingRequest.SyntaxError) {
      var grid = SweepGrid()
      if let threshold { grid.thresholds = try ThresholdGrid(threshold) }
      grid.policies = Self.items(policy)
      grid.pythons = Self.items(python)
      grid.fullPercents = Self.items(fullPercent)
      grid.freezePlaces = freezeAt
      if recommend || memory != nil, grid == SweepGrid(), setting.isEmpty {
        grid.thresholds = try ThresholdGrid(Self.defaultThresholds)
      }
      return try grid.settings(besides: setting)
    } catch {
      throw ValidationError(error.message + ".")
    }
  }

  /// What is tried where a recommendation is asked for and nothing is said of what to try.
  private static let defaultThresholds = "700,2000:100000:log8"

  private static func items(_ text: String?) -> [String] {
    text.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
  }

  func run() throws {
    var options = Sweeper.Options(
      settings: try settings(),
      name: name,
      jobs: jobs,
      memoryPercent: memory
    )
    options.datesGarbage = with != nil
    options.recommends = recommend || memory != nil
    var standardOutput = StandardOutput()
    let streams = output.format == .jsonl
    var failure: OutputError?
    let summary = try longWork("Sweeping") { (monitor) throws(GCTraceError) in
      try Sweeper(databasePath: database.path)
        .sweep(trace: trace, options: options, monitor: monitor) { (point) throws(GCTraceError) in
          guard streams else { return }
          do throws(OutputError) {
            try standardOutput.line(SweepReport.json(point))
            try standardOutput.flush()
          } catch {
            failure = error
            throw .interrupted
          }
        }
    }
    if let failure { throw failure }
    let report = SweepReport(summary)
    switch output.format {
    case .jsonl: break
    case .json: try standardOutput.line(report.json)
    case .csv: try standardOutput.rows(report.columns, report.rows, as: .csv)
    case .table:
      try standardOutput.line(report.heading + "\n")
      try standardOutput.rows(report.columns, report.rows, as: .table)
      try standardOutput.line("\n" + report.notes)
    }
    if recommend || memory != nil, output.format == .table {
      try standardOutput.line("\n" + report.recommendation)
    }
    try standardOutput.flush()
  }
}

/// What `sweep --with` finds out at every setting.
enum SweepAnalysis: String, CaseIterable, ExpressibleByArgument {
  case garbage
}
