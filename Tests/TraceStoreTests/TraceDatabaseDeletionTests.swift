import CyclicGC
import HeapTrace
import SQLite
import Testing
import TraceStore

@Suite struct TraceDatabaseDeletionTests {
  let directory: TemporaryDirectory
  let database: TraceDatabase

  /// Two traces with two runs each.
  init() throws {
    directory = try TemporaryDirectory()
    database = try directory.create()
    for digest: UInt8 in 1...2 {
      let trace = try RandomTrace(seed: UInt64(digest), sizes: [512, 600]).store(
        in: database,
        digest: [digest]
      )
      let ranks = try database.ranks(ofTrace: trace.id)
      for _ in 0..<2 { try addRun(trace, ranks) }
      let sweep = try database.insert(
        Sweep(trace: trace.id, name: "", grid: "[]", settings: 1, startedAt: "")
      )
      try database.insert(
        SweepRow(
          sequence: 1,
          setting: "",
          options: "{}",
          figures: SweepRow.columns.map { _ in 0 }
        ),
        ofSweep: sweep.id
      )
    }
  }

  private func addRun(_ trace: Trace, _ ranks: ObjectRanks) throws {
    _ = try database.connection.transaction { () throws(TraceStoreError) in
      var writer = try RunWriter(database, trace: trace.id, ranks: ranks)
      var record = CollectionRecord()
      record.sequence = 1
      record.event = 1
      record.members = [
        .init(generation: 0, outcome: .reachable, toGeneration: 1, ranks: [0, 1, 4])
      ]
      try writer.write(record)
      try writer.append(survivor: 3, generation: nil, refcount: 1, external: 1)
      try writer.append(RunDivergence(event: 1, message: ""))
      var garbage = try GarbageWriter(database, run: writer.run, ranks: ranks)
      let row = GarbageWriter.Row(rank: 2, unreachableEvent: 1, ageBytes: nil)
      try garbage.write([row], freedEvent: nil, collection: nil)
      try garbage.finish([])
      let death = DeathTally.Count(type: 0, cause: .end, generation: nil, objects: 1, bytes: 1)
      let types = try database.types(ofTrace: trace.id)
      try database.write([death], run: writer.run, types: types)
      try addCycle(run: writer.run, ranks)
      try addSnapshot(run: writer.run, ranks)
      return try writer.finish(
        Run(trace: trace.id, name: "", python: "3.11.7", startedAt: ""),
        statistics: [.init(collections: 1, collected: 0, uncollectable: 0)]
      )
    }
  }

  private func addCycle(run: Int64, _ ranks: ObjectRanks) throws(TraceStoreError) {
    do throws(SQLiteError) {
      var writer = try CycleWriter(database.connection, run: run, ranks: ranks)
      var signature = CycleWriter.Signature()
      (signature.id, signature.firstCollection, signature.lastCollection) = (1, 1, 1)
      try writer.write(signature)
      var cycle = CycleWriter.Cycle()
      (cycle.collection, cycle.id, cycle.signature, cycle.members) = (1, 1, 1, [0])
      try writer.write(cycle)
    } catch { throw .sqlite(error) }
  }

  private func addSnapshot(run: Int64, _ ranks: ObjectRanks) throws(TraceStoreError) {
    do throws(SQLiteError) {
      var writer = try SnapshotWriter(database.connection, ranks: ranks)
      try writer.write(SnapshotWriter.Object())
      try writer.write(referenceOf: 0, place: 0, to: 0, count: 1)
      try writer.finish(run: run, event: 1, name: "", types: [SnapshotWriter.TypeSum()])
    } catch { throw .sqlite(error) }
  }

  /// Whether the rows of a table belong to a run, and not to a trace alone.
  private func isOfRuns(_ table: String) throws -> Bool {
    try table == "run"
      || database.connection.integer(
        "SELECT count(*) FROM pragma_table_info('\(table)') WHERE name IN ('run_id', 'snapshot_id')"
      ) == 1
  }

  /// The number of rows in each table, except for tables that are not about single traces.
  private func counts(_ condition: (String) throws -> String = { _ in "" }) throws -> [String:
    Int64]
  {
    var counts: [String: Int64] = [:]
    let tables = try database.rows(
      """
      SELECT name FROM sqlite_schema
      WHERE type = 'table' AND name NOT IN ('position', 'event_kind', 'given_id')
      """
    )
    for row in tables {
      guard case .text(let table) = row[0] else { continue }
      counts[table] = try database.connection.integer(
        "SELECT count(*) FROM \(table) \(try condition(table))"
      )
    }
    return counts
  }

  @Test func aRunGoesWithItsResultsOnly() throws {
    let before = try counts()
    // Each table has rows. A table that is missing here could be missing in the deletion, too.
    try #require(before.count >= 17 && before.values.allSatisfy { $0 > 0 })
    try database.connection.transaction { () throws(TraceStoreError) in try database.deleteRun(2) }
    let after = try counts()
    for (table, count) in after {
      let isResult = try isOfRuns(table)
      let whole = before[table] ?? 0
      #expect(count == (isResult ? whole - whole / 4 : whole), "\(table)")
    }
    #expect(try database.runs().map(\.id) == [1, 3, 4])
    #expect(try database.problems().isEmpty)
  }

  @Test func aTraceGoesWithItsRuns() throws {
    let other = try counts { table in
      switch table {
      case "trace": "WHERE id = 2"
      case "run": "WHERE trace_id = 2"
      case let table where table.hasPrefix("snapshot_"): "WHERE snapshot_id IN (3, 4)"
      case let table where try isOfRuns(table): "WHERE run_id IN (3, 4)"
      case "sweep_point": "WHERE sweep_id = 2"
      default: "WHERE trace_id = 2"
      }
    }
    try database.connection.transaction { () throws(TraceStoreError) in
      try database.deleteTrace(1)
    }
    #expect(try counts() == other)
    #expect(try database.traces().map(\.id) == [2])
    #expect(try database.problems().isEmpty)
  }

  @Test func nothingGoesForAnIdThatIsNone() throws {
    let before = try counts()
    try database.deleteRun(99)
    try database.deleteTrace(99)
    #expect(try counts() == before)
  }
}
