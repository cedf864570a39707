import CyclicGC
import TraceStore

/// Makes what a stored run lacks of its garbage and its deaths, by replaying it once more.
package struct RunAnalyses {
  /// What `prepare` can make.
  package enum Kind: String, CaseIterable, Sendable {
    case garbage
    case deaths
  }

  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// Sees to it that a complete run, given by name or id (nil: the newest), has its garbage and its deaths. All of what is missing is stored, or
  /// nothing. Linear in the trace.
  ///
  /// - Parameter announce: told the run's id and what it lacks, before that is made.
  package func prepare(
    run name: String?,
    monitor: Monitor = Monitor(),
    announce: (Int64, [Kind]) -> Void = { _, _ in }
  ) throws(GCTraceError) {
    do {
      let (run, missing) = try find(name)
      guard !missing.isEmpty else { return }
      announce(run.id, missing)
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .write,
        shouldStop: monitor.isInterrupted
      )
      let again = try RunReplay(run, in: database)
      try database.begin()
      do {
        try make(missing, again, monitor)
        try database.commit()
      } catch {
        database.rollBack()
        throw error
      }
    } catch { throw GCTraceError(error) }
  }

  private func find(_ name: String?) throws -> (Run, [Kind]) {
    let database = try TraceDatabase.open(path: databasePath, mode: .read)
    let run = try database.completeRun(name)
    let missing = try Kind.allCases.filter {
      try !database.hasAnalysis($0.rawValue, run: run.id)
    }
    return (run, missing)
  }

  /// Replays the run and stores what it lacks, within the caller's transaction.
  private func make(_ missing: [Kind], _ again: RunReplay, _ monitor: Monitor) throws {
    var replay = again.begin()
    if missing.contains(.deaths) { replay.keepDeaths() }
    if missing.contains(.garbage) {
      let garbage = try GarbageAnalysis(again.database, run: again.run.id, ranks: again.ranks)
      replay.keepGarbage(isExact: false)
      try feed(&replay, again, garbage, monitor)
      if try !garbage.end(&replay) {
        var second = again.begin()
        second.keepGarbage(isExact: true)
        try feed(&second, again, garbage, monitor)
        _ = try garbage.end(&second)
      }
      _ = try garbage.close(replay)
    } else {
      try again.feed(&replay, monitor: monitor)
    }
    if missing.contains(.deaths) {
      try again.database.write(replay.deathCounts(), run: again.run.id, types: again.types)
    }
  }

  /// Replays the whole run; what died is stored every now and then, so that memory is for the heap.
  private func feed(
    _ replay: inout Replay,
    _ again: RunReplay,
    _ garbage: GarbageAnalysis,
    _ monitor: Monitor
  ) throws {
    let events = again.trace.events
    let stops = Array(stride(from: Int64(8192), to: events, by: 8192)) + [events]
    try again.feed(&replay, stoppingAfter: stops, monitor: monitor) { replay, _ in
      try garbage.take(&replay)
    }
  }
}
