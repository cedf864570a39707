import CyclicGC
import SQLite
import TraceStore

/// Compares two runs of one trace.
package struct RunComparer {
  private let databasePath: String

  package init(databasePath: String) {
    self.databasePath = databasePath
  }

  /// The comparison of two complete runs, given by id or name. O(collections + objects that one of them kept, sorted).
  package func compare(
    _ a: String,
    _ b: String,
    monitor: Monitor = Monitor()
  ) throws(GCTraceError) -> RunComparison {
    do {
      let database = try TraceDatabase.open(
        path: databasePath,
        mode: .read,
        shouldStop: monitor.isInterrupted
      )
      let runs = [try database.completeRun(a), try database.completeRun(b)]
      guard runs[0].trace == runs[1].trace else {
        throw GCTraceError.runsOfTwoTraces(runs.map(\.id), traces: runs.map(\.trace))
      }
      let trace = try database.trace(runs[0].trace)
      guard let trace else { throw GCTraceError.noSuchTrace(String(runs[0].trace)) }
      var sides: [Collections] = []
      for run in runs {
        sides.append(
          Collections(
            try RunReader(database, run: run.id).collections()
          )
        )
      }
      let model = try model(runs, sides, trace, database)
      return RunComparison(
        a: Self.side(runs[0]),
        b: Self.side(runs[1]),
        traceID: trace.id,
        traceName: trace.name,
        figures: try figures(runs, sides, model, database),
        parting: Self.parting(sides[0].all, sides[1].all),
        kept: try kept(runs, database),
        model: model
      )
    } catch { throw GCTraceError(error) }
  }

  /// The collections of a run, with sums over them.
  private struct Collections {
    var all: [StoredCollection]

    init(_ all: [StoredCollection]) { self.all = all }

    func sum(_ path: KeyPath<CollectionRecord, Int64>) -> Int64 {
      all.reduce(0) { $0 &+ $1.record[keyPath: path] }
    }

    func count(_ condition: (CollectionRecord) -> Bool) -> Int64 {
      Int64(all.count { condition($0.record) })
    }

    var costs: [CollectionCost] { all.map { CollectionCost($0.record) } }
  }

  private static func side(_ run: Run) -> RunComparison.Side {
    RunComparison.Side(id: run.id, name: run.name, options: run.options, python: run.python)
  }

  /// The cost model of the trace, fitted to a run under the recorded setting: one of the two runs, or another. Nil if there is none.
  private func model(
    _ runs: [Run],
    _ sides: [Collections],
    _ trace: Trace,
    _ database: TraceDatabase
  ) throws -> CostModel? {
    var recorded = zip(runs, sides).first { $0.0.isAsRecorded(trace) }?.1
    if recorded == nil {
      let others = try database.runs(ofTrace: trace.id)
      if let run = others.last(where: { $0.status == .complete && $0.isAsRecorded(trace) }) {
        recorded = Collections(
          try RunReader(database, run: run.id).collections()
        )
      }
    }
    guard let recorded else { return nil }
    let reports = try database.reportedDurations(ofTrace: trace.id)
    return CostModel(
      CostModel.samples(
        of: reports,
        beside: recorded.costs,
        at: recorded.all.map(\.record.event)
      )
    )
  }

  // MARK: Figures

  private func figures(
    _ runs: [Run],
    _ sides: [Collections],
    _ model: CostModel?,
    _ database: TraceDatabase
  ) throws -> [RunComparison.Figure] {
    var figures: [RunComparison.Figure] = []
    func add(_ name: String, _ value: (Int) -> SQLValue) {
      figures.append(RunComparison.Figure(name: name, a: value(0), b: value(1)))
    }
    func integer(_ name: String, _ value: (Int) -> Int64) {
      add(name) { .integer(value($0)) }
    }
    integer("collections") { Int64(sides[$0].all.count) }
    for generation in 0...2 {
      integer("collections_\(generation)") { sides[$0].count { $0.generation == generation } }
    }
    integer("collections_explicit") { sides[$0].count { $0.trigger == .explicit } }
    integer("candidates") { sides[$0].sum(\.candidates) }
    integer("candidates_most") { sides[$0].all.map(\.record.candidates).max() ?? 0 }
    integer("visits") { sides[$0].sum(\.visits) }
    integer("freed") { sides[$0].sum(\.freed) }
    add("effectiveness") { index in
      let candidates = sides[index].sum(\.candidates)
      return candidates == 0 ? .null : .real(Double(sides[index].sum(\.freed)) / Double(candidates))
    }
    integer("promoted") { sides[$0].sum(\.promoted) }
    integer("resurrected") { sides[$0].sum(\.resurrected) }
    integer("uncollectable") { sides[$0].sum(\.uncollectable) }
    integer("peak_objects") { runs[$0].peakObjects }
    integer("peak_bytes") { runs[$0].peakBytes }
    let stored = try [stored(runs[0], database), stored(runs[1], database)]
    add("peak_garbage_objects") { stored[$0].values[0].asSQLValue }
    add("peak_garbage_bytes") { stored[$0].values[1].asSQLValue }
    integer("objects_at_end") { stored[$0].integer(2) }
    integer("divergences") { runs[$0].divergences }
    if let model {
      let costs = sides.map(\.costs)
      integer("predicted_ns") { Int64(model.total(costs[$0]).nanoseconds) }
      integer("predicted_max_pause_ns") { index in
        Int64(model.longestPause(costs[index]).nanoseconds)
      }
    }
    return figures
  }

  private func stored(_ run: Run, _ database: TraceDatabase) throws -> FigureRow {
    return try RunFigures(connection: database.connection, run: run.id, trace: run.trace).row(
      """
      SELECT peak_garbage_objects, peak_garbage_bytes,
        (SELECT total(objects) FROM survivor_block WHERE run_id = :run)
      FROM run WHERE id = :run
      """
    )
  }

  // MARK: Where they part

  /// The first collection that differs between the two runs.
  static func parting(
    _ a: [StoredCollection],
    _ b: [StoredCollection]
  ) -> RunComparison.Parting? {
    for index in 0..<max(a.count, b.count) {
      let one = a.indices.contains(index) ? a[index] : nil
      let other = b.indices.contains(index) ? b[index] : nil
      guard let kind = difference(one?.record, other?.record) else { continue }
      return RunComparison.Parting(
        kind: kind,
        collection: Int64(index) + 1,
        a: one.map(collection),
        b: other.map(collection)
      )
    }
    return nil
  }

  private static func difference(
    _ a: CollectionRecord?,
    _ b: CollectionRecord?
  ) -> RunComparison.Parting.Kind? {
    guard let a, let b, a.event == b.event else { return .moment }
    if a.generation != b.generation { return .generation }
    let found: [KeyPath<CollectionRecord, Int64>] = [
      \.candidates, \.unreachable, \.freed, \.collected, \.uncollectable, \.resurrected,
      \.untracked, \.promoted,
    ]
    return found.allSatisfy { a[keyPath: $0] == b[keyPath: $0] } ? nil : .findings
  }

  private static func collection(
    _ stored: StoredCollection
  ) -> RunComparison.Parting.Collection {
    RunComparison.Parting.Collection(
      event: stored.record.event,
      generation: stored.record.generation,
      candidates: stored.record.candidates,
      freed: stored.record.freed,
      reason: stored.reason
    )
  }

  // MARK: What one freed and the other kept

  private func kept(
    _ runs: [Run],
    _ database: TraceDatabase
  ) throws -> [RunComparison.Kept] {
    var rows = try Statement(
      database.connection,
      """
      WITH kept (object_id, by_a) AS (
        SELECT object_id, 1 FROM (
          SELECT object_id FROM alive WHERE run_id = ?1
          EXCEPT SELECT object_id FROM alive WHERE run_id = ?2
        )
        UNION ALL
        SELECT object_id, 0 FROM (
          SELECT object_id FROM alive WHERE run_id = ?2
          EXCEPT SELECT object_id FROM alive WHERE run_id = ?1
        )
      )
      SELECT t.name, s.file, s.line, s.function,
        sum(1 - k.by_a), sum((1 - k.by_a) * o.size), sum(k.by_a), sum(k.by_a * o.size)
      FROM kept AS k
      CROSS JOIN object AS o ON o.trace_id = ?3 AND o.id = k.object_id
      CROSS JOIN type AS t ON t.trace_id = o.trace_id AND t.id = o.type_id
      LEFT JOIN site AS s ON s.trace_id = o.trace_id AND s.id = o.site_id
      GROUP BY t.name, s.file, s.line, s.function
      ORDER BY sum(o.size) DESC, count(*) DESC, t.name, s.file, s.line, s.function
      """
    )
    try rows.bind(runs[0].id, at: 1)
    try rows.bind(runs[1].id, at: 2)
    try rows.bind(runs[0].trace, at: 3)
    var kept: [RunComparison.Kept] = []
    while try rows.step() {
      kept.append(
        RunComparison.Kept(
          type: rows.text(at: 0),
          file: rows.optionalText(at: 1),
          line: rows.optionalInteger(at: 2),
          function: rows.optionalText(at: 3),
          freedByA: rows.integer(at: 4),
          bytesFreedByA: rows.integer(at: 5),
          freedByB: rows.integer(at: 6),
          bytesFreedByB: rows.integer(at: 7)
        )
      )
    }
    return kept
  }
}

extension Value {
  fileprivate var asSQLValue: SQLValue {
    switch self {
    case .integer(let value): .integer(value)
    default: .null
    }
  }
}
