import TraceStore

/// The meaning of a command line's words in a database.
extension TraceDatabase {
  /// The complete run with this name or id; nil: the newest.
  func completeRun(_ name: String?) throws -> Run {
    let run =
      if let name { try self.run(named: name) } else { try self.newestRun(completeOnly: true) }
    guard let run else {
      if let name { throw GCTraceError.noSuchRun(name) }
      throw GCTraceError.noRuns
    }
    guard run.status == .complete else {
      throw GCTraceError.incompleteRun(run.id, status: run.status.rawValue)
    }
    return run
  }
}
