import HeapTrace
import SQLite
import TraceStore

extension GCTraceError {
  /// The kind of a failure, which determines the process's exit status.
  package enum Fault: Equatable, Sendable {
    /// The request itself is wrong.
    case usage
    /// A log or a database has wrong contents.
    case badData
    /// There is no such log, database, trace or run.
    case noInput
    /// The database cannot be created or opened.
    case cannotOpen
    /// Reading or writing failed: a full disk, a lock that another process keeps, ...
    case inputOutput
    /// The user stopped it.
    case interrupted
    /// This program made a mistake.
    case internalError
  }

  package var fault: Fault {
    switch self {
    case .log(_, .malformed), .log(_, .truncated), .contradicted, .unreadableOptions: .badData
    case .log(_, .unreadable(_, _, let missing)): missing ? .noInput : .inputOutput
    case .store(let error), .notReplayed(_, _, let error): error.fault
    case .noSuchTrace, .noTraces, .noSuchRun, .noRuns, .incompleteRun, .noSuchSignature,
      .unmatchedSetting, .noSuchCollection, .noSuchMark, .noSuchMoment, .noSuchObject, .noSuchType,
      .noSuchSnapshot, .noSuchSweep, .nothingToCompare:
      .noInput
    case .notModelled(_, _, let fromLog): fromLog ? .badData : .usage
    case .badQuery, .runsOfTwoTraces: .usage
    case .interrupted: .interrupted
    case .unexpected: .internalError
    }
  }
}

extension TraceStoreError {
  fileprivate var fault: GCTraceError.Fault {
    switch self {
    case .noDatabase, .noTrace: .noInput
    case .unopenable: .cannotOpen
    case .foreign, .newer, .damaged: .badData
    case .sqlite(let error), .unmigrated(_, _, _, let error):
      if error.isCannotOpen {
        .cannotOpen
      } else if error.isNotADatabase || error.isCorrupt || error.isOfStatement {
        // Our own statements are correct. If one fails, the database is no longer one that we made.
        .badData
      } else {
        .inputOutput
      }
    }
  }
}
