import CyclicGC
import TraceStore

/// The cycles of a run: finds them if the run has none yet, and answers questions about them.
package struct Cycles {
  /// A run whose cycles are in the database.
  package struct Prepared: Equatable, Sendable {
    package var run: Int64
    package var name: String
    package var trace: Int64
    package var traceName: String
  }

  let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// Makes sure that a complete run, given by name or id (nil: the newest), has its cycles.
  ///
  /// - Parameter announce: receives the run's id before the work, if the cycles have to be found first.
  package func prepare(
    run name: String?,
    monitor: Monitor = Monitor(),
    announce: (Int64) -> Void = { _ in }
  ) throws(GCTraceError) -> Prepared {
    do {
      let (run, trace, isThere) = try find(name)
      if !isThere {
        announce(run.id)
        try make(run, monitor)
      }
      return Prepared(run: run.id, name: run.name, trace: run.trace, traceName: trace)
    } catch { throw GCTraceError(error) }
  }

  private func find(_ name: String?) throws -> (Run, trace: String, isThere: Bool) {
    let database = try TraceDatabase.open(path: databasePath, mode: .read)
    let run = try database.completeRun(name)
    let trace = try database.trace(run.trace)
    let isThere = try database.hasAnalysis("cycles", run: run.id)
    return (run, trace?.name ?? "", isThere)
  }

  /// Finds the cycles of a run and stores them. Stores nothing if the work does not finish.
  private func make(_ run: Run, _ monitor: Monitor) throws {
    let database = try TraceDatabase.open(path: databasePath, mode: .write)
    let again = try RunReplay(run, in: database)
    let analysis = CycleAnalysis(types: again.types)
    var first = again.begin()
    first.observe(with: analysis.observer)
    try again.feed(&first, monitor: monitor)
    try database.begin()
    do {
      try analysis.finish(run: run.id, ranks: again.ranks, in: database) { prepare, batch in
        var second = again.begin()
        prepare(&second)
        try again.feed(&second, monitor: monitor, batch)
      }
      try database.commit()
    } catch {
      database.rollBack()
      throw error
    }
  }
}
