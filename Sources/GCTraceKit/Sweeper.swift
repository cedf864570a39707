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
    for request in options.settings where seen.insert(request.text).inserted {
      requests.append(request)
    }
    self.requests = requests
    var settings: [Setting] = []
    for request in requests { settings.append(try request.setting(for: trace)) }
    self.settings = settings
  }

  func run(
    _ found: (SweepPoint) throws -> Void
  ) throws -> Sweeper.Summary {
    let sweep = try findOrBegin()
    var points = try database.rows(ofSweep: sweep.id).map { SweepPoint($0) }
    let resumed = points.count
    for point in points { try found(point) }
    let isThere = Set(points.map { Int($0.sequence) - 1 })
    let missing = requests.indices.filter { !isThere.contains($0) }
    var model = CostModel.standard
    var present: [CollectionCost] = []
    // The recording's own setting comes first, and again if a sweep continues, because the cost model is fitted to it.
    let todo = [0] + missing.filter { $0 > 0 }
    let decoded = try decode()
    try replay(decoded, todo) { result in
      if result.index == 0 {
        model = CostModel(try samples(result))
        present = result.costs
      }
      guard !isThere.contains(result.index) else { return }
      let point = point(result, model)
      try database.insert(point.row, ofSweep: sweep.id)
      points.append(point)
      try found(point)
    }
    points.sort { $0.sequence < $1.sequence }
    let recommendation = Recommendation(
      &points,
      present: present,
      model,
      memoryPercent: options.memoryPercent
    )
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
    _ found: (SweepResult) throws -> Void
  ) throws {
    let outline = try database.outline(of: trace)
    var engines: [ReplayEngine] = []
    for setting in settings {
      do throws(SettingError) {
        engines.append(try ReplayEngine(decoded, setting, outline))
      } catch { throw GCTraceError.unmatchedSetting(error, trace: trace.name) }
    }
    let recorded = trace.python.flatMap(PythonVersion.init)
    let tolerates = settings.map { !$0.isThatOfRecording(recorded) }
    let board = SweepBoard(indices)
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
    var longest = 0.0
    for cost in result.costs {
      point.collections[cost.generation] += 1
      point.candidates += cost.candidates
      point.visits += cost.visits
      point.freed += cost.freed
      longest = max(longest, model.pause(cost).nanoseconds)
    }
    let total = model.total(result.costs)
    point.peakObjects = result.outcome.peakObjects
    point.peakBytes = result.outcome.peakBytes
    point.predicted = Int64(total.nanoseconds)
    point.predictedLow = Int64(total.low)
    point.predictedHigh = Int64(total.high)
    point.predictedMaxPause = Int64(longest)
    point.isTrusted = total.isTrusted
    point.divergences = result.outcome.divergences
    return point
  }
}
