import CyclicGC
import HeapTrace
import TraceStore

/// Replays traces: sends their events through a heap and its collector, and stores the results as a run.
package struct Replayer {
  let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// Replays a trace, given by name or id (nil: the newest), and writes the results as a run. A dry run writes nothing.
  ///
  /// If the log contradicts the replay, or the user stops it, the run is recorded with that status and without results.
  package func replay(
    trace name: String?,
    options: Options,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> ReplaySummary {
    do {
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: options.isDryRun ? .read : .write,
        shouldStop: monitor.isInterrupted
      )
      // The replay reads everything that it depends on within the transaction, so no other process can delete the trace between finding
      // and replaying it.
      if options.isDryRun { try database.beginReading() } else { try database.begin() }
      do {
        let trace = try findTrace(name, in: database)
        let work = try ReplayWork(
          database: database,
          trace: trace,
          options: options,
          monitor: monitor
        )
        let hasReports = try database.hasReports(ofTrace: trace.id)
        var summary = options.isDryRun ? try work.rehearse() : try work.perform()
        summary.canBeVerified = hasReports && options.isAsRecorded(trace)
        return summary
      } catch {
        database.rollBack()
        throw error
      }
    } catch { throw GCTraceError(error) }
  }

  private func findTrace(_ name: String?, in database: TraceDatabase) throws -> Trace {
    let trace = if let name { try database.trace(named: name) } else { try database.newestTrace() }
    guard let trace else {
      if let name { throw GCTraceError.noSuchTrace(name) }
      throw GCTraceError.noTraces
    }
    return trace
  }
}

/// One replay of one trace.
struct ReplayWork {
  /// SQLite's page cache while a run is written, in KiB. The heap needs the memory.
  private static let cacheSize = 4096

  private let database: TraceDatabase
  private let trace: Trace
  private let options: Replayer.Options
  private let monitor: Monitor
  private let setting: Setting
  /// The setting's interventions, with their events in the trace.
  private let agenda: Agenda
  /// Whether the setting, and not a mistake in the log, may explain an event that does not apply.
  private let toleratesDivergences: Bool
  private let types: [TypeDefinition]
  private let ranks: ObjectRanks

  init(
    database: TraceDatabase,
    trace: Trace,
    options: Replayer.Options,
    monitor: Monitor
  ) throws {
    self.database = database
    self.trace = trace
    self.options = options
    self.monitor = monitor
    setting = try options.setting.setting(for: trace)
    agenda = try Self.agenda(setting, trace, database)
    let recorded = trace.python.flatMap(PythonVersion.init)
    toleratesDivergences = !options.isStrict && !setting.isThatOfRecording(recorded)
    types = try database.types(ofTrace: trace.id)
    ranks = try database.ranks(ofTrace: trace.id)
  }

  /// The setting's interventions in a trace, and what else its policy must know of it; looked for only if there is need.
  static func agenda(
    _ setting: Setting,
    _ trace: Trace,
    _ database: TraceDatabase
  ) throws -> Agenda {
    guard
      !setting.interventions.isEmpty || setting.ignoresSettings || setting.policy.needsTimes
        || setting.policy.needsForesight
    else { return .empty }
    let outline = try database.outline(of: trace)
    let foresight = try foresight(setting, trace, database)
    do throws(SettingError) {
      return try Agenda(setting, outline, foresight: foresight)
    } catch {
      throw GCTraceError.unmatchedSetting(error, trace: trace.name)
    }
  }

  /// What a clairvoyant policy knows of a trace beforehand: replays all of it, once or twice.
  private static func foresight(
    _ setting: Setting,
    _ trace: Trace,
    _ database: TraceDatabase
  ) throws -> Foresight {
    guard setting.policy.needsForesight else { return .none }
    let blind = Foresight.setting(for: setting)
    let agenda = try agenda(blind, trace, database)
    let types = try database.types(ofTrace: trace.id)
    let ranks = try database.ranks(ofTrace: trace.id)
    return try Foresight.find {
      trace.replay(
        blind,
        types: types,
        ranks: ranks,
        agenda: agenda,
        // Where the log contradicts itself, the replay proper says so.
        toleratesDivergences: true,
        listsMembers: false
      )
    } feed: { replay in
      var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
      var batch = ReplayBatch()
      while try cursor.next(into: &batch) {
        do throws(ReplayError) { while try replay.run(batch) == .collected {} } catch {
          let failure = ReplayFailure(
            database: database,
            trace: trace,
            ranks: ranks,
            collectionEvents: replay.collector.collectionEvents
          )
          throw GCTraceError.contradicted(try failure.message(error))
        }
      }
    }
  }

  /// Replays without writing.
  func rehearse() throws -> ReplaySummary {
    var replay = makeReplay(listsMembers: false)
    var summary = emptySummary
    try run(&replay, &summary) { _ in }
    summary.close(replay)
    summary.firstDivergences = try firstDivergences(replay).map(\.message)
    return summary
  }

  /// Replays and writes a run. The caller has begun the transaction, and this function ends it.
  func perform() throws -> ReplaySummary {
    let startedAt = UTCTimestamp.now()
    var replay = makeReplay(listsMembers: true)
    var summary = emptySummary
    let initialThresholds = replay.collector.pacing.thresholds
    var row = Run(
      trace: trace.id,
      name: summary.runName,
      python: setting.python.description,
      options: options.json(setting, trace, initialThresholds: initialThresholds),
      startedAt: startedAt
    )
    do {
      try database.limitCache(toKibibytes: Self.cacheSize)
      summary.runID = try write(&replay, &summary, &row)
      try database.gatherStatistics()
      try database.commit()
      return summary
    } catch {
      database.rollBack()
      try note(GCTraceError(error), replay, &row)
      throw error
    }
  }

  /// Replays within a transaction and stores the results. Returns the id of the run.
  private func write(
    _ replay: inout Replay,
    _ summary: inout ReplaySummary,
    _ row: inout Run
  ) throws -> Int64 {
    let (database, trace, ranks) = (database, trace, ranks)
    var writer = try RunWriter(database, trace: trace.id, ranks: ranks)
    let garbage =
      options.datesGarbage ? try GarbageAnalysis(database, run: writer.run, ranks: ranks) : nil
    if options.datesGarbage { replay.keepGarbage(isExact: false) }
    if options.countsDeaths { replay.keepDeaths() }
    try run(&replay, &summary) { record in
      try writer.write(record)
    } batchEnded: { replay in
      try garbage?.take(&replay)
    }
    if try garbage?.end(&replay) == false { try dateAgain(garbage) }
    for rank in 0..<ranks.count {
      if rank % 65_536 == 0 { try monitor.checkForInterruption() }
      guard let survivor = replay.survivor(atRank: rank) else { continue }
      try writer.append(
        survivor: rank,
        generation: survivor.generation,
        refcount: survivor.referenceCount,
        external: survivor.external
      )
    }
    summary.close(replay)
    for divergence in try firstDivergences(replay) {
      summary.firstDivergences.append(divergence.message)
      try writer.append(divergence)
    }
    fill(&row, replay)
    row.status = .complete
    let statistics = replay.collector.statistics.map {
      Run.GenerationStatistics(
        collections: $0.collections,
        collected: $0.collected,
        uncollectable: $0.uncollectable
      )
    }
    let run = try writer.finish(row, statistics: statistics).id
    if options.countsDeaths {
      try database.write(replay.deathCounts(), run: run, types: types)
    }
    summary.garbage = try garbage?.close(replay)
    return run
  }

  /// Replays the trace once more, to date garbage that was changed.
  private func dateAgain(_ garbage: GarbageAnalysis?) throws {
    var replay = makeReplay(listsMembers: false)
    replay.keepGarbage(isExact: true)
    var summary = emptySummary
    try run(&replay, &summary) { _ in
    } batchEnded: { replay in
      try garbage?.take(&replay)
    }
    _ = try garbage?.end(&replay)
  }

  /// Feeds all events to the replay. Each collection goes to the summary and to `collected`. After each batch of events, the replay goes
  /// to `batchEnded`.
  private func run(
    _ replay: inout Replay,
    _ summary: inout ReplaySummary,
    _ collected: (borrowing CollectionRecord) throws -> Void,
    batchEnded: (inout Replay) throws -> Void = { _ in }
  ) throws {
    let (database, trace, ranks) = (database, trace, ranks)
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    var batch = ReplayBatch()
    while try cursor.next(into: &batch) {
      while try step(&replay, batch) == .collected {
        // One event may start any number of collections.
        try monitor.checkForInterruption()
        summary.count(replay.collector.record)
        try collected(replay.collector.record)
      }
      try batchEnded(&replay)
      try monitor.check(
        Progress(done: replay.eventsReplayed, total: trace.events, unit: .events)
      )
    }
  }

  private func step(_ replay: inout Replay, _ batch: borrowing ReplayBatch) throws
    -> Replay.Stop
  {
    do throws(ReplayError) { return try replay.run(batch) } catch {
      throw GCTraceError.contradicted(try failure(replay).message(error))
    }
  }

  /// Records a replay that failed or was stopped. Other errors are not about the log, and leave no run.
  private func note(_ error: GCTraceError, _ replay: borrowing Replay, _ row: inout Run)
    throws
  {
    switch error {
    case .contradicted(let message):
      row.status = .failed
      row.error = message
    case .interrupted:
      row.status = .interrupted
    default:
      return
    }
    fill(&row, replay)
    try database.begin()
    do {
      _ = try database.insert(row)
      try database.commit()
    } catch {
      database.rollBack()
      // Another process may have deleted the trace in the meantime. A run of no trace is not recorded.
      if case TraceStoreError.noTrace = error { return }
      throw error
    }
  }

  private func fill(_ row: inout Run, _ replay: borrowing Replay) {
    row.finishedAt = UTCTimestamp.now()
    row.events = replay.eventsReplayed
    row.collections = Int64(replay.collector.collectionEvents.count)
    row.peakObjects = replay.collector.heap.peakObjects
    row.peakBytes = replay.collector.heap.peakBytes
    row.divergences = replay.divergences.count
  }

  private func makeReplay(listsMembers: Bool) -> Replay {
    trace.replay(
      setting,
      types: types,
      ranks: ranks,
      agenda: agenda,
      toleratesDivergences: toleratesDivergences,
      listsMembers: listsMembers
    )
  }

  private var emptySummary: ReplaySummary {
    ReplaySummary(
      traceID: trace.id,
      traceName: trace.name,
      runName: options.name ?? options.defaultRunName(setting.python),
      python: setting.python.description
    )
  }

  /// The first events that did not apply, each with its error message.
  private func firstDivergences(
    _ replay: borrowing Replay
  ) throws -> [RunDivergence] {
    let failure = failure(replay)
    var divergences: [RunDivergence] = []
    for error in replay.divergences.first {
      divergences.append(
        RunDivergence(event: error.event, message: try failure.message(error))
      )
    }
    return divergences
  }

  private func failure(_ replay: borrowing Replay) -> ReplayFailure {
    ReplayFailure(
      database: database,
      trace: trace,
      ranks: ranks,
      collectionEvents: replay.collector.collectionEvents
    )
  }
}
