import CyclicGC
import TraceStore

extension Replayer {
  /// What a replay is asked for.
  package struct Options: Equatable, Sendable {
    /// Whose collector, X.Y or X.Y.Z; nil: what the log's `meta python` says, or 3.11.
    package var python: String?
    /// Thresholds that stand against the log's, from generation 0 on; at most three.
    package var thresholds: [Int64]
    /// What people will call the run; nil: after its semantics and thresholds.
    package var name: String?
    /// Whether nothing is written.
    package var isDryRun: Bool

    package init(
      python: String? = nil,
      thresholds: [Int64] = [],
      name: String? = nil,
      isDryRun: Bool = false
    ) {
      self.python = python
      self.thresholds = thresholds
      self.name = name
      self.isDryRun = isDryRun
    }
  }
}

extension Replayer.Options {
  /// The version of Python that a replay without any word about it follows.
  static let defaultPython = PythonVersion(3, 11, 15)

  /// The release and its collector, for a trace.
  func semantics(for trace: Trace) throws(GCTraceError) -> (
    python: PythonVersion, collector: CollectorVersion
  ) {
    let text = python ?? trace.python
    let isFromLog = python == nil
    guard let version = text.map(PythonVersion.init) ?? Self.defaultPython else {
      throw .notModelled(
        python: text ?? "",
        reason: "expected a version, X.Y or X.Y.Z",
        fromLog: isFromLog
      )
    }
    guard let collector = CollectorVersion(version) else {
      let reason =
        version.isIncremental
        ? "it has the incremental collector, which 3.14.5 gave up"
        : "3.8 to 3.13, 3.14.5 and later, and 3.15 are"
      throw .notModelled(python: version.description, reason: reason, fromLog: isFromLog)
    }
    return (version, collector)
  }

  /// The thresholds to hold against the log's.
  var fixedThresholds: (Int64?, Int64?, Int64?) {
    (
      thresholds.count > 0 ? thresholds[0] : nil, thresholds.count > 1 ? thresholds[1] : nil,
      thresholds.count > 2 ? thresholds[2] : nil
    )
  }

  /// The run's name if none was given.
  func defaultRunName(_ python: PythonVersion) -> String {
    let fixed = thresholds.map(String.init).joined(separator: ",")
    return fixed.isEmpty ? "python \(python)" : "python \(python), threshold \(fixed)"
  }

  /// What was asked for and what held, as the column `options` has it.
  func json(_ python: PythonVersion, _ trace: Trace, initialThresholds: (Int64, Int64, Int64))
    -> String
  {
    let asked = thresholds.map(String.init).joined(separator: ",")
    // Versions hold digits, letters, dots and a plus only: nothing to escape.
    let askedPython = self.python == nil ? "null" : "\"\(python)\""
    return """
      {"python":\(askedPython),"threshold":[\(asked)],\
      "initial_thresholds":[\(initialThresholds.0),\(initialThresholds.1),\(initialThresholds.2)],\
      "safe_points":"\(trace.hasPolls ? "poll" : "event")"}
      """
  }
}
