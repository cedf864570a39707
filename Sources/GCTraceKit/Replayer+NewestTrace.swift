import TraceStore

/// The replay that an answer needs first.
extension Replayer {
  /// Replays the newest trace as it was recorded, if the trace has no complete run yet.
  ///
  /// The new run is then the newest complete one. If no replay is needed, the database is only read.
  ///
  /// - Parameter announce: receives the trace's id and name before the replay begins. The database can be written by then.
  /// - Throws: `noTraces`; `notReplayed` if the database does not take a run; `contradicted` if an earlier replay found that the log
  ///   contradicts itself; otherwise the errors of `replay`.
  package func replayNewestTraceIfNeeded(
    monitor: Monitor = Monitor(),
    announce: (Int64, String) -> Void
  ) throws(GCTraceError) {
    do {
      let reader = try TraceDatabase.open(
        path: databasePath,
        mode: .read,
        shouldStop: monitor.isInterrupted
      )
      guard let trace = try reader.newestTraceWithoutRun() else { return }
      do {
        try replayIfNeeded(monitor, announce)
      } catch {
        guard case .store(let reason) = GCTraceError(error) else { throw error }
        throw GCTraceError.notReplayed(trace: trace.id, name: trace.name, reason)
      }
    } catch { throw GCTraceError(error) }
  }

  private func replayIfNeeded(
    _ monitor: Monitor,
    _ announce: (Int64, String) -> Void
  ) throws {
    let database = try TraceDatabase.open(
      path: databasePath,
      mode: .write,
      shouldStop: monitor.isInterrupted
    )
    try database.begin()
    do {
      // Another process may have replayed or deleted the trace in the meantime.
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
      throw error
    }
  }
}

extension TraceDatabase {
  /// The newest trace if it has no complete run; otherwise nil.
  fileprivate func newestTraceWithoutRun() throws -> Trace? {
    guard let trace = try newestTrace() else { throw GCTraceError.noTraces }
    let runs = try self.runs(ofTrace: trace.id)
    if runs.contains(where: { $0.status == .complete }) { return nil }
    // A replay would fail again and leave another failed run.
    let failed = runs.last { $0.status == .failed && $0.isAsRecorded(trace) }
    if let reason = failed?.error { throw GCTraceError.contradicted(reason) }
    return trace
  }
}
