import CyclicGC
import HeapTrace
import SQLite
import TraceStore

/// A stored run that is replayed again, to look closer than its rows do. The same trace under the same setting gives the same
/// collections.
struct RunReplay {
  let database: TraceDatabase
  let run: Run
  let trace: Trace
  let types: [TypeDefinition]
  let ranks: ObjectRanks
  private let setting: Setting
  private let agenda: Agenda

  init(_ run: Run, in database: TraceDatabase) throws {
    guard run.status == .complete else {
      throw GCTraceError.incompleteRun(run.id, status: run.status.rawValue)
    }
    let trace = try database.trace(run.trace)
    guard let trace else { throw GCTraceError.noSuchTrace(String(run.trace)) }
    self.database = database
    self.run = run
    self.trace = trace
    types = try database.types(ofTrace: trace.id)
    ranks = try database.ranks(ofTrace: trace.id)
    setting = try Self.request(of: run, in: database).setting(for: trace)
    agenda = try ReplayWork.agenda(setting, trace, database)
  }

  /// The request in the run's `options`.
  private static func request(
    of run: Run,
    in database: TraceDatabase
  ) throws -> SettingRequest {
    let given = try Self.pairs(of: run, in: database)
    do throws(SettingRequest.SyntaxError) {
      return try SettingRequest(given)
    } catch {
      throw GCTraceError.unreadableOptions(run: run.id, reason: error.message)
    }
  }

  private static func pairs(
    of run: Run,
    in database: TraceDatabase
  ) throws(SQLiteError) -> [SettingRequest.Pair] {
    // Reads the release as resolved, the thresholds as one value, and several moments as several pairs. Leaves out the state that was in
    // force but not requested.
    var rows = try Statement(
      database.connection,
      """
      SELECT 'python', python FROM run WHERE id = ?1
      UNION ALL
      SELECT 'threshold', group_concat(t.value, '/')
      FROM run AS r, json_each(r.options, '$.threshold') AS t WHERE r.id = ?1
      HAVING count(*) > 0
      UNION ALL
      SELECT o.key, coalesce(p.value, o.value)
      FROM run AS r, json_each(r.options) AS o
      LEFT JOIN json_each(CASE o.type WHEN 'array' THEN o.value ELSE '[]' END) AS p
      WHERE r.id = ?1 AND o.key NOT IN ('python', 'threshold')
      """
    )
    try rows.bind(run.id, at: 1)
    var pairs: [SettingRequest.Pair] = []
    while try rows.step() {
      let key = rows.text(at: 0)
      if Replayer.Options.keysBesideSetting.contains(key) { continue }
      pairs.append(SettingRequest.Pair(key, rows.text(at: 1)))
    }
    return pairs
  }

  /// A replay before the first event.
  ///
  /// - Parameter listsMembers: whether the records of its collections list their members.
  func begin(listsMembers: Bool = false) -> Replay {
    trace.replay(
      setting,
      types: types,
      ranks: ranks,
      agenda: agenda,
      // The run is complete: it skipped the events that did not apply, and this replay skips them again.
      toleratesDivergences: true,
      listsMembers: listsMembers
    )
  }

  /// Replays the events up to a given one, or all. `body` sees each batch after its replay.
  func feed(
    _ replay: inout Replay,
    upTo last: Int64? = nil,
    monitor: Monitor,
    _ body: (borrowing ReplayBatch) -> Void = { _ in }
  ) throws {
    let (database, trace, ranks) = (database, trace, ranks)
    let last = last ?? trace.events
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    var batch = ReplayBatch()
    while try cursor.next(into: &batch) {
      let left = last - batch.firstSequence + 1
      guard left > 0 else { break }
      if left < Int64(batch.events.count) {
        batch.events.removeLast(batch.events.count - Int(left))
      }
      do throws(ReplayError) {
        while try replay.run(batch) == .collected {}
      } catch {
        throw GCTraceError.contradicted(try failure(replay).message(error))
      }
      body(batch)
      try monitor.check(Progress(done: replay.eventsReplayed, total: last, unit: .events))
    }
  }

  func failure(_ replay: borrowing Replay) -> ReplayFailure {
    ReplayFailure(
      database: database,
      trace: trace,
      ranks: ranks,
      collectionEvents: replay.collector.collectionEvents
    )
  }
}
