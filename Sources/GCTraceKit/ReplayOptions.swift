import CyclicGC
import TraceStore

extension Replayer {
  /// The options of a replay.
  package struct Options: Equatable, Sendable {
    package var setting: SettingRequest
    /// The run's name; nil: it is named after its setting.
    package var name: String?
    /// Whether to write nothing.
    package var isDryRun: Bool
    /// Whether the first event that does not apply is an error under any setting.
    package var isStrict: Bool
    /// Whether to date garbage: the rows of `garbage`, and the figures of garbage in `run` and `collection`.
    package var datesGarbage = false
    /// Whether to count deaths: the rows of `death_count`.
    package var countsDeaths = false

    package init(
      setting: SettingRequest,
      name: String? = nil,
      isDryRun: Bool = false,
      isStrict: Bool = false
    ) {
      self.setting = setting
      self.name = name
      self.isDryRun = isDryRun
      self.isStrict = isStrict
    }

    /// A replay with the given thresholds and release, or the log's.
    package init(
      python: String? = nil,
      thresholds: [Int64] = [],
      name: String? = nil,
      isDryRun: Bool = false
    ) {
      self.init(
        setting: SettingRequest(python: python, thresholds: thresholds),
        name: name,
        isDryRun: isDryRun
      )
    }
  }
}

extension Replayer.Options {
  /// Whether the replay repeats what the recorded program's own collector did. Only then can the log's reports check it.
  func isAsRecorded(_ trace: Trace) -> Bool {
    guard
      let asked = try? setting.setting(for: trace),
      let recorded = try? SettingRequest().setting(for: trace)
    else { return false }
    return asked == recorded
  }

  /// The run's name if none was given.
  func defaultRunName(_ python: PythonVersion) -> String {
    var rest = setting
    rest.python = nil
    rest.thresholds = []
    let fixed = setting.thresholds.map(String.init).joined(separator: ",")
    return (["python \(python)", fixed.isEmpty ? "" : "threshold \(fixed)", rest.text])
      .filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// Whether the roots of the incremental collector come from the log, or were guessed from references from outside.
  private func roots(_ resolved: Setting, _ trace: Trace) -> String {
    guard resolved.policy.marksFromRoots else { return "" }
    return ",\"roots\":\"\(trace.marksRoots ? "told" : "guessed")\""
  }

  /// Which draft a policy follows, so that a later one is another policy.
  private func draft(_ resolved: Setting) -> String {
    if case .pep848 = resolved.policy { ",\"draft\":\"\(PEP848.draft)\"" } else { "" }
  }

  /// The keys of `json` that are no part of the setting.
  static let keysBesideSetting: Set = [
    "strict", "initial_thresholds", "safe_points", "roots", "draft",
  ]

  /// The requested setting and the state in force, for the column `options`.
  func json(
    _ resolved: Setting,
    _ trace: Trace,
    initialThresholds: (Int64, Int64, Int64)
  ) -> String {
    """
    {\(resolved.json(setting)),\(isStrict ? "\"strict\":1," : "")\
    "initial_thresholds":[\(initialThresholds.0),\(initialThresholds.1),\(initialThresholds.2)],\
    "safe_points":"\(trace.hasPolls ? "poll" : "event")"\(roots(resolved, trace))\(draft(resolved))}
    """
  }
}
