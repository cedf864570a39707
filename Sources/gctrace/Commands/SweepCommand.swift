import ArgumentParser
import GCTraceKit

/// `gctrace sweep`: a trace at many settings at once.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Replay a trace at many settings, and compare what each costs.",
    discussion: """
      The recording's own setting comes first; the grid is every combination of the thresholds, \
      policies, releases, percents and places given. Replays run on all cores. Each row is kept \
      as it comes (the tables sweep and sweep_point): a sweep that was interrupted goes on where \
      it was when the same one is asked for again.

      Thresholds are written for generation 0, then 1, 2 after a /: numbers and ranges with \
      commas between. 5000:100000:log6 is six values of equal ratio, 0:1000:lin5 five at equal \
      distance.

      Times are predicted from the durations that the recording has. docs/policies.md tells how \
      well, and what stands in where it has none.

      EXAMPLE:
        gctrace sweep --threshold 700,2000,5000:100000:log6/10/10
        gctrace sweep app --policy generational,single --threshold 2000,10000
        gctrace sweep app --threshold 1000:50000:log8 --freeze-at mark:ready --recommend
        gctrace sweep app --threshold 1000:50000:log8 --recommend --memory +5%

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
      "Shares of the old objects to try for a full collection; 25 is CPython's.",
      valueName: "percent,..."
    )
  )
  var fullPercent: String?

  @Option(
    help: ArgumentHelp("Also try gc.freeze() there, after a gc.collect().", valueName: "place")
  )
  var freezeAt: [String] = []

  @Option(help: ArgumentHelp("One more setting to try.", valueName: "key=value,..."))
  var setting: [String] = []

  @Option(help: "How many replays run at once. (default: one a core)")
  var jobs: Int?

  @Flag(help: "Say which setting to take, and at what price.")
  var recommend = false

  @Option(
    help: ArgumentHelp(
      "Recommend the least time within so much more of the peak.",
      valueName: "+percent%"
    ),
    transform: Self.percent
  )
  var memory: Double?

  @Option(help: "What to call the sweep. (default: after the trace)")
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
      return try grid.settings(besides: setting)
    } catch {
      throw ValidationError(error.message + ".")
    }
  }

  private static func items(_ text: String?) -> [String] {
    text.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
  }

  func run() throws {
    let options = Sweeper.Options(
      settings: try settings(),
      name: name,
      jobs: jobs,
      memoryPercent: memory
    )
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
    case .csv: try standardOutput.rows(SweepReport.columns, report.rows, as: .csv)
    case .table:
      try standardOutput.line(report.heading + "\n")
      try standardOutput.rows(SweepReport.columns, report.rows, as: .table)
      try standardOutput.line("\n" + report.notes)
    }
    if recommend || memory != nil, output.format == .table {
      try standardOutput.line("\n" + report.recommendation)
    }
    try standardOutput.flush()
  }
}
