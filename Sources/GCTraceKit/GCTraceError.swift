package import CyclicGC
package import HeapTrace
import SQLite
package import TraceStore

/// Why the work did not finish.
package enum GCTraceError: Error, Equatable {
  /// The log is wrong or cannot be read. `file` is the path as given, or - for standard input.
  case log(file: String, HeapTraceError)
  /// The store cannot read or write the database.
  case store(TraceStoreError)
  /// The log contradicts the heap that it built: `FILE:LINE: expected ..., found ...`.
  case contradicted(String)
  /// No trace has that name or id.
  case noSuchTrace(String)
  /// The database holds no trace yet.
  case noTraces
  /// No run has that id.
  case noSuchRun(String)
  /// The database holds no complete run yet.
  case noRuns
  /// The trace has no run yet, and the database does not accept one.
  case notReplayed(trace: Int64, name: String, TraceStoreError)
  /// The run has no results.
  case incompleteRun(Int64, status: String)
  /// The run's cycles have no signature of that number.
  case noSuchSignature(Int64, run: Int64)
  /// The stored setting of a run cannot be read back.
  case unreadableOptions(run: Int64, reason: String)
  /// The run has no collection of that number.
  case noSuchCollection(Int64, run: Int64, of: Int64)
  /// The trace has no mark of that name.
  case noSuchMark(String, trace: String)
  /// The trace has no such moment.
  case noSuchMoment(String, reason: String)
  /// The trace has no such object, or no such type.
  case noSuchObject(Int64, trace: Int64)
  case noSuchType(String, trace: Int64)
  case noSuchSnapshot(String)
  /// No sweep has that name or id.
  case noSuchSweep(String)
  /// The two words do not name two snapshots, two runs or two traces.
  case nothingToCompare(String, String)
  /// The two runs are of different traces and cannot be compared object by object.
  case runsOfTwoTraces([Int64], traces: [Int64])
  /// No collector is modelled for that version of Python. `fromLog`: the log names the version, not the user.
  case notModelled(python: String, reason: String, fromLog: Bool)
  /// The trace does not have what the setting needs: a moment, or times.
  case unmatchedSetting(SettingError, trace: String)
  /// The query may not run here: the objection of SQLite, or of gctrace.
  case badQuery(String)
  /// The user stopped it.
  case interrupted
  /// An error that no part of this module is known to throw. It is a mistake in gctrace.
  case unexpected(String)
}

extension GCTraceError {
  /// Wraps what the work behind an entry point threw. The functions inside this module throw the errors of the modules below as they
  /// are; each entry point turns them into a `GCTraceError` once.
  init(_ error: any Error) {
    switch error {
    case let error as GCTraceError: self = error
    case TraceStoreError.sqlite(let error): self.init(error)
    case let error as TraceStoreError: self = .store(error)
    case let error as SQLiteError:
      self = error.isInterrupted ? .interrupted : .store(.sqlite(error))
    default: self = .unexpected("\(error)")
    }
  }
}

extension GCTraceError {
  /// The message for people, in one line.
  package var message: String {
    switch self {
    case .log(let file, .malformed(let line, let expected, let found)):
      "\(file):\(line): expected \(expected), found \(found)"
    case .log(let file, .truncated(let line, let expected, let found)):
      "\(file):\(line): expected \(expected), found \(found); --truncated imports what is whole"
    case .log(_, .unreadable(let path, let reason, _)):
      "cannot read \(path): \(reason)"
    case .store(let error):
      error.message
    case .contradicted(let message):
      message
    case .noSuchTrace(let name):
      "no trace is called '\(name)' or has that id; `gctrace traces` lists them"
    case .noTraces:
      "the database holds no trace yet; `gctrace import LOG` adds one"
    case .noSuchRun(let id):
      "no run has the id '\(id)'; `gctrace runs` lists them"
    case .noRuns:
      "the database holds no complete run yet; `gctrace replay` adds one"
    case .notReplayed(let trace, let name, let error):
      "trace \(trace) (\(name)) has no run yet, and none can be made: \(error.message)"
    case .incompleteRun(let id, let status):
      "run \(id) is \(status): it has no results"
    case .noSuchSignature(let id, let run):
      "run \(run) has no signature \(id); `gctrace cycles \(run)` lists them"
    case .unreadableOptions(let run, let reason):
      "the options of run \(run) cannot be read: \(reason)"
    case .noSuchCollection(let number, let run, let count):
      count == 0
        ? "run \(run) has no collections"
        : "run \(run) has no collection \(number); it has 1 to \(count)"
    case .noSuchMark(let name, let trace):
      "trace '\(trace)' has no mark called '\(name)'; `gctrace query \"SELECT text FROM mark\"` lists them"
    case .noSuchMoment(let moment, let reason):
      "there is no \(moment): \(reason)"
    case .noSuchObject(let number, let trace):
      "trace \(trace) has no object \(number)"
    case .noSuchType(let name, let trace):
      "trace \(trace) has no type called '\(name)'; `gctrace query \"SELECT name FROM type\"` lists them"
    case .noSuchSweep(let name):
      "no sweep is called '\(name)' or has that id; `gctrace query \"SELECT id, name FROM sweep\"` lists them"
    case .noSuchSnapshot(let name):
      "no snapshot is called '\(name)' or has that id; `gctrace snapshot --list` lists them"
    case .nothingToCompare(let one, let other):
      "'\(one)' and '\(other)' are not two snapshots, two complete runs or two traces with one"
    case .runsOfTwoTraces(let runs, let traces):
      """
      \(zip(runs, traces).map { "run \($0) is of trace \($1)" }.joined(separator: ", ")): compare takes \
      two runs of one trace; `gctrace diff` compares traces
      """
    case .notModelled(let python, let reason, _):
      "the collector of Python \(python) is not modelled: \(reason)"
    case .unmatchedSetting(.noSuchMoments(let moments, let events, let marks), let trace):
      switch moments {
      case .one(.event), .one(.end):
        "trace '\(trace)' has no \(moments.text): it has \(events) events"
      case .everyMark(let interval):
        "trace '\(trace)' has \(marks) marks, not one for every \(interval)"
      case .one(.mark), .marks: "trace '\(trace)' has no \(moments.text) among its \(marks) marks"
      }
    case .unmatchedSetting(.noTimes, let trace):
      "trace '\(trace)' has no times, which policy 'membalancer' goes by"
    case .badQuery(let reason):
      reason
    case .interrupted:
      "interrupted"
    case .unexpected(let error):
      "internal error: \(error)"
    }
  }
}

extension TraceStoreError {
  /// The message for people, in one line.
  package var message: String {
    switch self {
    case .noDatabase(let path):
      "no database at \(path); `gctrace import LOG` makes one"
    case .unopenable(let path, let reason):
      "cannot open the database \(path): \(reason)"
    case .foreign(let path):
      "\(path) is not a gctrace database"
    case .newer(let path, let version, let known):
      "\(path) is of version \(version), made by a newer gctrace; this one knows versions up to \(known)"
    case .unmigrated(let path, let version, let known, let error):
      """
      \(path) is of version \(version) and could not be brought to version \(known): \
      \(error.isReadOnly || error.isCannotOpen ? "the file or its folder may not be written" : error.message)
      """
    case .noTrace(let id):
      "there is no trace \(id) any more: it was deleted"
    case .damaged(let damage):
      damage.description
    case .sqlite(let error):
      error.words
    }
  }
}

extension SQLiteError {
  /// SQLite's report, with the file that it is about.
  fileprivate var words: String {
    var file = path ?? "the database"
    // The store adds `./` for SQLite; people know the path without it.
    if file.hasPrefix("./") { file.removeFirst(2) }
    if isCannotOpen { return "cannot open the database \(file)" }
    if isReadOnly { return "\(file) may not be written" }
    if isDiskFull { return "\(file): the disk is full" }
    if isBusy { return "\(file): another process keeps it locked" }
    if isNotADatabase || isCorrupt || isOfStatement { return "\(file) is damaged: \(message)" }
    return "\(file): \(message)"
  }
}
