import TraceStore

/// What the words of a command line mean in a database.
extension TraceDatabase {
  /// The complete run that a person means: by name or id; nil: the newest.
  func completeRun(_ name: String?) throws(GCTraceError) -> Run {
    let run = try storing { () throws(TraceStoreError) in
      if let name { try self.run(named: name) } else { try self.newestRun(completeOnly: true) }
    }
    guard let run else {
      if let name { throw .noSuchRun(name) }
      throw .noRuns
    }
    guard run.status == .complete else {
      throw .incompleteRun(run.id, status: run.status.rawValue)
    }
    return run
  }
}
