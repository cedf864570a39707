import CyclicGC
internal import Glibc
import HeapTrace
import TraceStore

/// Replays one trace under many settings on all cores, and keeps the figures of each.
///
/// The trace is decoded once, and all replays share it. Each row is stored as it comes, in its own transaction. If a sweep is stopped,
/// the same request continues it.
package struct Sweeper {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  package struct Options: Equatable, Sendable {
    /// The settings in addition to the recording's own, which comes first.
    package var settings: [SettingRequest]
    /// The sweep's name; nil: it is named after its trace.
    package var name: String?
    /// The number of replays at a time; nil: one on each core.
    package var jobs: Int?
    /// The largest growth of the peak for a recommendation, in percent of the present one; nil: recommend the knee of the front.
    package var memoryPercent: Double?
    /// Whether it is found out at every setting how much garbage there is; replays then take longer.
    package var datesGarbage = false
    /// Whether a setting is to be recommended: what recordings with marks suggest is tried as well, and the garbage of the present and the
    /// recommended setting is found out.
    package var recommends = false

    package init(
      settings: [SettingRequest],
      name: String? = nil,
      jobs: Int? = nil,
      memoryPercent: Double? = nil
    ) {
      self.settings = settings
      self.name = name
      self.jobs = jobs
      self.memoryPercent = memoryPercent
    }
  }

  /// The results of a sweep.
  package struct Summary: Equatable, Sendable {
    package var sweepID: Int64
    package var traceID: Int64
    package var traceName: String
    /// In the order of the grid; the first is the recording's own setting.
    package var points: [SweepPoint]
    /// The number of points from an earlier, interrupted start.
    package var resumed: Int
    package var model: CostModel
    package var recommendation: Recommendation
  }

  /// Runs a sweep of a trace, given by name or id (nil: the newest), or the rest of an interrupted one.
  ///
  /// - Parameter found: receives each point as it comes, in no particular order.
  package func sweep(
    trace name: String?,
    options: Options,
    monitor: Monitor = Monitor(),
    found: (SweepPoint) throws(GCTraceError) -> Void = { (_) throws(GCTraceError) in }
  ) throws(GCTraceError) -> Summary {
    do {
      let database = try TraceDatabase.open(path: databasePath, mode: .write)
      let trace =
        if let name { try database.trace(named: name) } else { try database.newestTrace() }
      guard let trace else {
        if let name { throw GCTraceError.noSuchTrace(name) }
        throw GCTraceError.noTraces
      }
      let work = try SweepWork(database, trace, options, monitor)
      return try work.run(found)
    } catch { throw GCTraceError(error) }
  }
}

/// One sweep of one trace.
struct SweepWork {
  private let database: TraceDatabase
  private let trace: Trace
  private let options: Sweeper.Options
  private let monitor: Monitor
  private let requests: [SettingRequest]
  private let settings: [Setting]

  init(
    _ database: TraceDatabase,
    _ trace: Trace,
    _ options: Sweeper.Options,
    _ monitor: Monitor
  ) throws {
    self.database = database
    self.trace = trace
    self.options = options
    self.monitor = monitor
    var requests = [SettingRequest()]
    var seen: Set<String> = [""]
    var asked = options.settings
    if options.recommends {
      let marks = try database.marks(ofTrace: trace.id)

      asked += Self.suggestions(marks)
    }
    for request in asked where seen.insert(request.text).inserted {
      requests.append(request)
    }
    self.requests = requests
    var settings: [Setting] = []
    for request in requests { settings.append(try request.setting(for: trace)) }
    self.settings = settings
  }

  /// What a recording with marks suggests: gc.freeze() after set-up, at the first mark; and collections between requests only, at every mark,
  /// every tenth or every hundredth, as long as that makes at least ten collections.
  static func suggestions(_ marks: [DecodedTrace.Mark]) -> [SettingRequest] {
    guard let first = marks.first else { return [] }
    var freeze = SettingRequest()
    freeze.interventions = [Intervention(.freeze, at: .one(.mark(first.text)))]
    let intervals: [Int64] = [1, 10, 100].filter { marks.count / Int($0) >= 10 }
    return [freeze]
      + intervals.map { interval in
        var between = SettingRequest()
        between.policy = .never
        between.interventions = [Intervention(.collectEvery, at: .everyMark(interval))]
        return between
      }
  }

  func run(
    _ found: (SweepPoint) throws -> Void
  ) throws -> Sweeper.Summary {
    let sweep = try findOrBegin()
    var points = try database.rows(ofSweep: sweep.id).map { SweepPoint($0) }
    let resumed = points.count
    for point in points { try found(point) }
    let isThere = Set(points.map { Int($0.sequence) - 1 })
    let isDone = Set(
      points.filter { !options.datesGarbage || $0.garbage != nil }.map { Int($0.sequence) - 1 }
    )
    let missing = requests.indices.filter { !isDone.contains($0) }
    var model = CostModel.standard
    var present: [CollectionCost] = []
    // The recording's own setting comes first, and again if a sweep continues, because the cost model is fitted to it.
    let todo = [0] + missing.filter { $0 > 0 }
    let decoded = try decode()
    try replay(decoded, todo, datesGarbage: options.datesGarbage) { result in
      if result.index == 0 {
        model = CostModel(try samples(result))
        present = result.costs
      }
      guard !isThere.contains(result.index) else {
        if let garbage = result.outcome.garbage {
          try keep(garbage, of: result.index, &points, sweep)
        }
        return
      }
      let point = point(result, model)
      try database.insert(point.row, ofSweep: sweep.id)
      points.append(point)
      try found(point)
    }
    points.sort { $0.sequence < $1.sequence }
    var recommendation = Recommendation(
      &points,
      present: present,
      model,
      memoryPercent: options.memoryPercent
    )
    if options.recommends, !options.datesGarbage, case .change(let point) = recommendation.verdict {
      let dated = [0, Int(point.sequence) - 1]
      try replay(decoded, dated, datesGarbage: true) { result in
        if let garbage = result.outcome.garbage {
          try keep(garbage, of: result.index, &points, sweep)
        }
      }
    }
    recommendation.take(points)
    let marks = points.map { ($0.sequence, $0.isPareto, $0.isRecommended) }
    try database.begin()
    try database.finish(sweep, at: UTCTimestamp.now(), marks)
    try database.commit()
    return Sweeper.Summary(
      sweepID: sweep.id,
      traceID: trace.id,
      traceName: trace.name,
      points: points,
      resumed: resumed,
      model: model,
      recommendation: recommendation
    )
  }

  /// Adds garbage to a point that is stored already.
  private func keep(
    _ garbage: ReplayEngine.Garbage,
    of index: Int,
    _ points: inout [SweepPoint],
    _ sweep: Sweep
  ) throws {
    guard let place = points.firstIndex(where: { $0.sequence == Int64(index) + 1 }) else { return }
    points[place].garbage = SweepPoint.Garbage(garbage)
    let point = points[place]
    try database.setGarbage(
      point.row.garbage,
      ofPoint: point.sequence,
      ofSweep: sweep.id
    )
  }

  private func findOrBegin() throws -> Sweep {
    let grid = "[" + requests.map { JSONText.string($0.text) }.joined(separator: ",") + "]"
    if let sweep = try database.unfinishedSweep(ofTrace: trace.id, grid: grid) { return sweep }
    return try database.insert(
      Sweep(
        trace: trace.id,
        name: options.name ?? trace.name,
        grid: grid,
        settings: Int64(requests.count),
        startedAt: UTCTimestamp.now()
      )
    )
  }

  /// The whole trace in memory.
  private func decode() throws -> DecodedTrace {
    let (database, trace) = (database, trace)
    let ranks = try database.ranks(ofTrace: trace.id)
    var decoded = DecodedTrace(ranks: ranks)
    decoded.types = try database.types(ofTrace: trace.id)
    decoded.polls = trace.hasPolls
    decoded.simulatesFreeLists = trace.simulatesFreeLists
    decoded.marksRoots = trace.marksRoots
    decoded.python = trace.python
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    while true {
      var batch = ReplayBatch()
      guard try cursor.next(into: &batch) else {
        return decoded
      }
      decoded.batches.append(batch)
      if monitor.isInterrupted() { throw GCTraceError.interrupted }
    }
  }

  /// Replays the settings with these indices on several threads. `found` receives each result on this thread. Results wait until the
  /// first setting has one.
  private func replay(
    _ decoded: DecodedTrace,
    _ indices: [Int],
    datesGarbage: Bool,
    _ found: (SweepResult) throws -> Void
  ) throws {
    let outline = try database.outline(of: trace)
    var engines: [ReplayEngine] = []
    var foreseen: [(setting: Setting, foresight: Foresight)] = []
    for setting in settings {
      let foresight = try foresight(for: setting, decoded, outline, &foreseen)
      do throws(SettingError) {
        engines.append(try ReplayEngine(decoded, setting, outline, foresight: foresight))
      } catch { throw GCTraceError.unmatchedSetting(error, trace: trace.name) }
    }
    let recorded = trace.python.flatMap(PythonVersion.init)
    let tolerates = settings.map { !$0.isThatOfRecording(recorded) }
    let board = SweepBoard(indices, datesGarbage: datesGarbage)
    let jobs = options.jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    for _ in 0..<min(jobs, indices.count) { board.startWorker(engines, tolerates: tolerates) }
    var isFirstThere = false
    var held: [SweepResult] = []
    var isOver = false
    do {
      while !isOver {
        let news = board.wait()
        isOver = news.isOver
        if let failure = news.failure {
          throw GCTraceError.contradicted(try message(failure, decoded.ranks))
        }
        held += news.results
        if let first = held.firstIndex(where: { $0.index == 0 }) {
          isFirstThere = true
          held.swapAt(0, first)
        }
        guard isFirstThere else { continue }
        for result in held { try found(result) }
        held = []
        try monitor.check(
          Progress(
            done: board.eventsDone,
            total: trace.events * Int64(indices.count),
            unit: .events
          )
        )
      }
    } catch {
      board.stop()
      while !board.wait().isOver {}
      throw error
    }
  }

  /// What a setting's policy must know beforehand; settings that differ by their budget alone share it.
  private func foresight(
    for setting: Setting,
    _ decoded: DecodedTrace,
    _ outline: TraceOutline,
    _ foreseen: inout [(setting: Setting, foresight: Foresight)]
  ) throws -> Foresight {
    guard setting.policy.needsForesight else { return .none }
    let blind = Foresight.setting(for: setting)
    if let known = foreseen.first(where: { $0.setting == blind }) { return known.foresight }
    do throws(ReplayError) {
      let foresight = try decoded.foresight(for: setting, outline, toleratesDivergences: true)
      foreseen.append((blind, foresight))
      return foresight
    } catch { throw GCTraceError.contradicted(try message(error, decoded.ranks)) }
  }

  private func message(_ error: ReplayError, _ ranks: ObjectRanks) throws -> String {
    try ReplayFailure(database: database, trace: trace, ranks: ranks, collectionEvents: [])
      .message(error)
  }

  /// The durations that the real collector reported, each with the last collection before it in the replay.
  private func samples(_ result: SweepResult) throws -> [CostModel.Sample] {
    let reports = try database.reportedDurations(ofTrace: trace.id)
    return CostModel.samples(of: reports, beside: result.costs, at: result.events)
  }

  private func point(_ result: SweepResult, _ model: CostModel) -> SweepPoint {
    let setting = settings[result.index]
    var point = SweepPoint(
      sequence: Int64(result.index) + 1,
      setting: requests[result.index].text,
      options: "{\(setting.json(requests[result.index]))}"
    )
    for cost in result.costs {
      point.collections[cost.generation] += 1
      point.candidates += cost.candidates
      point.visits += cost.visits
      point.freed += cost.freed
    }
    let total = model.total(result.costs)
    let longest = model.longestPause(result.costs)
    let most = model.percentile99(result.costs)
    point.peakObjects = result.outcome.peakObjects
    point.peakBytes = result.outcome.peakBytes
    point.predicted = Int64(total.nanoseconds)
    point.predictedLow = Int64(total.low)
    point.predictedHigh = Int64(total.high)
    point.predictedMaxPause = Int64(longest.nanoseconds)
    point.predictedMaxPauseLow = Int64(longest.low)
    point.predictedMaxPauseHigh = Int64(longest.high)
    point.predictedPause99 = Int64(most.nanoseconds)
    point.predictedPause99Low = Int64(most.low)
    point.predictedPause99High = Int64(most.high)
    point.garbage = result.outcome.garbage.map { SweepPoint.Garbage($0) }
    point.isTrusted = total.isTrusted
    point.divergences = result.outcome.divergences
    return point
  }
}
