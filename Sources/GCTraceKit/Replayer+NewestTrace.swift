import TraceStore

/// The replay that an answer needs before it can be given.
extension Replayer {
  /// Replays the newest trace as it was recorded, if it has no complete run yet.
  ///
  /// The run that is made is the newest complete one then. A database that needs no replay is only read.
  ///
  /// - Parameter announce: told the trace's id and name before the replay begins. By then the database may be written.
  /// - Throws: `noTraces`; `notReplayed` where the database does not take a run; `contradicted` for a log that a replay has found to
  ///   contradict itself already; else what `replay` throws.
  package func replayNewestTraceIfNeeded(
    monitor: Monitor = Monitor(),
    announce: (Int64, String) -> Void
  ) throws(GCTraceError) {
    let reader = try storing { () throws(TraceStoreError) in
      try TraceDatabase.open(path: databasePath, mode: .read, shouldStop: monitor.isInterrupted)
    }
    guard let trace = try reader.newestTraceWithoutRun() else { return }
    let database = try writableDatabase(toReplay: trace, monitor)
    do throws(GCTraceError) {
      // Another process may have replayed it, or deleted it, since it was read.
      guard let trace = try database.newestTraceWithoutRun() else {
        database.rollBack()
        return
      }
      announce(trace.id, trace.name)
      let work = try ReplayWork(
        database: database,
        trace: trace,
        options: Options(),
        monitor: monitor
      )
      _ = try work.perform()
    } catch {
      database.rollBack()
      if case .store(let reason) = error {
        throw .notReplayed(trace: trace.id, name: trace.name, reason)
      }
      throw error
    }
  }

  /// The database, open for writing, within a transaction.
  private func writableDatabase(
    toReplay trace: Trace,
    _ monitor: Monitor
  ) throws(GCTraceError) -> TraceDatabase {
    do throws(TraceStoreError) {
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .write,
        shouldStop: monitor.isInterrupted
      )
      try database.begin()
      return database
    } catch {
      throw .notReplayed(trace: trace.id, name: trace.name, error)
    }
  }
}

extension TraceDatabase {
  /// The newest trace, if it has no complete run; nil: it has one.
  fileprivate func newestTraceWithoutRun() throws(GCTraceError) -> Trace? {
    let trace = try storing { () throws(TraceStoreError) in try newestTrace() }
    guard let trace else { throw .noTraces }
    let runs = try storing { () throws(TraceStoreError) in try self.runs(ofTrace: trace.id) }
    if runs.contains(where: { $0.status == .complete }) { return nil }
    // The replay would fail again, and leave another failed run each time.
    let failed = runs.last { $0.status == .failed && $0.isAsRecorded(trace) }
    if let reason = failed?.error { throw .contradicted(reason) }
    return trace
  }
}
