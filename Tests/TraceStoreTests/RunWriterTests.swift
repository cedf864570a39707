import CyclicGC
import HeapTrace
import SQLite
import Testing
import TraceStore
import TraceTesting

@Suite struct RunWriterTests {
  let directory: TemporaryDirectory
  let database: TraceDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try directory.create()
  }

  private static func run(_ trace: Trace, _ name: String = "run") -> Run {
    Run(
      trace: trace.id,
      name: name,
      python: "3.11.7",
      options: "{\"thresholds\":[700,10,10]}",
      startedAt: "2026-01-01T00:00:00.000Z",
      finishedAt: "2026-01-01T00:00:01.000Z",
      events: 5,
      collections: 3,
      peakObjects: 6,
      peakBytes: 7
    )
  }

  /// Random members of a collection: dense or sparse, in no list's order.
  private static func members(
    _ count: Int32,
    _ generator: inout SplitMix64
  ) -> [CollectionRecord.Members] {
    var free = Set(0..<count)
    return CollectionRecord.Outcome.allCases.flatMap { outcome in
      (0..<3).map { generation in
        let share = [0, 1, 4, 60].randomElement(using: &generator) ?? 0
        let ranks = free.filter { _ in Int.random(in: 0..<100, using: &generator) < share }
        free.subtract(ranks)
        let to = [nil, generation, min(generation + 1, 2)].randomElement(using: &generator) ?? nil
        return CollectionRecord.Members(
          generation: generation,
          outcome: outcome,
          toGeneration: to,
          ranks: ranks.sorted().shuffled(using: &generator)
        )
      }
    }
  }

  private static func record(_ sequence: Int64, _ event: Int64) -> CollectionRecord {
    var record = CollectionRecord()
    record.sequence = sequence
    record.event = event
    record.time = sequence == 2 ? nil : 77
    record.generation = 2
    record.trigger = sequence == 2 ? .explicit : .threshold
    record.counts = (1, 2, 3)
    record.longLivedPendingBefore = 4
    record.longLivedTotalBefore = 5
    record.candidates = 6
    record.reachable = 7
    record.unreachable = 8
    record.tentative = 9
    record.collected = 10
    record.uncollectable = 11
    record.resurrected = 12
    record.finalized = 13
    record.callbacks = 14
    record.untracked = 15
    record.promoted = 16
    record.longLivedPending = 17
    record.longLivedTotal = 18
    record.visits = 19
    record.bytesCandidates = 20
    record.bytesCollected = 21
    record.heapObjectsBefore = 22
    record.heapBytesBefore = 23
    record.heapObjects = 24
    record.heapBytes = 25
    record.sizes = (26, 27, 28, 29)
    record.thresholds = (30, 31, 32)
    record.freed = 3
    return record
  }

  private func write(
    _ trace: Trace,
    _ records: [CollectionRecord],
    survivors: [(rank: Int32, generation: Int?, refcount: Int64, external: Int64)] = []
  ) throws -> Run {
    let ranks = try database.ranks(ofTrace: trace.id)
    return try database.connection.transaction { () throws(TraceStoreError) in
      var writer = try RunWriter(database, trace: trace.id, ranks: ranks)
      for record in records { try writer.write(record) }
      for object in survivors {
        try writer.append(
          survivor: object.rank,
          generation: object.generation,
          refcount: object.refcount,
          external: object.external
        )
      }
      return try writer.finish(
        Self.run(trace),
        statistics: (0..<3).map {
          Run.GenerationStatistics(collections: $0, collected: $0 * 2, uncollectable: $0 * 3)
        }
      )
    }
  }

  @Test func everyFigureHasItsColumn() throws {
    var batch = EventBatch()
    batch.events = [Event(.poll), Event(.mark), Event(.poll), Event(.mark, n: 1)]
    batch.lines = [1, 2, 3, 4]
    batch.texts = ["first", "second"]
    let trace = try database.store(batch)
    let run = try write(trace, [Self.record(1, 1), Self.record(2, 3), Self.record(3, 4)])
    #expect(run.id == 1)
    let figures: [Value] = (1...32).map { .integer($0) }
    // The record's reason says why the collection ran, whatever its trigger.
    let closing: [Value] = [
      .integer(0), .text("the program called gc.collect(2)"), .integer(3), .real(0.5), .null,
      .null, .null, .null, .null,
    ]
    func row(_ sequence: Int64, _ event: Int64, _ time: Int64?, _ mark: String?, _ trigger: String)
      -> [Value]
    {
      [
        .integer(1), .integer(sequence), .integer(event), Value(time),
        mark.map { .text($0) } ?? .null, .integer(2), .text(trigger),
      ] + figures + closing
    }
    #expect(
      try database.rows("SELECT * FROM collection ORDER BY seq") == [
        row(1, 1, 77, nil, "threshold"), row(2, 3, nil, "first", "explicit"),
        row(3, 4, 77, "second", "threshold"),
      ]
    )
    let reader = RunReader(database, run: 1)
    let values = try reader.collections().map { collection in
      [.integer(1)] + CollectionColumn.all.map { $0.value(of: collection) }
    }
    #expect(try values == database.rows("SELECT * FROM collection ORDER BY seq"))
    #expect(try reader.collection(2)?.mark == "first")
    #expect(try reader.collection(4) == nil)
    #expect(
      try database.rows("SELECT * FROM generation_stats ORDER BY generation") == [
        [.integer(1), .integer(0), .integer(0), .integer(0), .integer(0)],
        [.integer(1), .integer(1), .integer(1), .integer(2), .integer(3)],
        [.integer(1), .integer(2), .integer(2), .integer(4), .integer(6)],
      ]
    )
    #expect(try database.problems().isEmpty)
  }

  @Test(arguments: SplitMix64.seeds)
  func theSetsAreThoseOfTheRecords(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let random = RandomTrace(seed: seed, sizes: [512, 8000])
    let trace = try random.store(in: database)
    let ranks = try database.ranks(ofTrace: trace.id)
    var records: [CollectionRecord] = []
    var expected: [String: Set<[Value]>] = [:]
    for sequence: Int64 in 1...4 {
      var record = Self.record(sequence, sequence)
      record.members = Self.members(ranks.count, &generator)
      records.append(record)
      for part in record.members {
        for rank in part.ranks {
          let generation = Value.integer(Int64(part.generation))
          let head: [Value] = [
            .integer(1), .integer(sequence), .integer(ranks.number(ofRank: rank)), generation,
          ]
          switch part.outcome {
          case .reachable: expected["reachable", default: []].insert(head)
          case .moved: break
          default: expected["unreachable", default: []].insert(head + [.text("\(part.outcome)")])
          }
          if let to = part.toGeneration, to > part.generation {
            expected["promotion", default: []].insert(head + [.integer(Int64(to))])
          }
        }
      }
    }
    _ = try write(trace, records)
    for record in records {
      let sets = try RunReader(database, run: 1).members(ofCollection: record.sequence)
      #expect(
        sets
          == record.members.filter { !$0.ranks.isEmpty }.map { part in
            MemberSet(
              generation: part.generation,
              outcome: part.outcome,
              toGeneration: part.toGeneration,
              objects: part.ranks.map { ranks.number(ofRank: $0) }.sorted()
            )
          }
      )
    }
    for view in ["reachable", "unreachable", "promotion"] {
      let rows = try database.rows("SELECT * FROM \(view) WHERE run_id = 1")
      #expect(rows.count == expected[view]?.count, "\(view)")
      #expect(Set(rows) == expected[view], "\(view)")
    }
    #expect(try database.problems().isEmpty)
  }

  @Test(arguments: SplitMix64.seeds)
  func survivorsComeBack(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let trace = try RandomTrace(seed: seed, sizes: [512, 8000]).store(in: database)
    let ranks = try database.ranks(ofTrace: trace.id)
    let survivors = (0..<ranks.count).filter { _ in Bool.random(using: &generator) }.map { rank in
      (
        rank: rank, generation: [nil, 0, 1, 2, 3].randomElement(using: &generator) ?? nil,
        refcount: Int64.random(in: 0...Int64.max, using: &generator)
          >> Int64.random(in: 0..<63, using: &generator),
        external: Int64.random(in: 0...Int64.max, using: &generator)
          >> Int64.random(in: 30..<63, using: &generator)
      )
    }
    _ = try write(trace, [], survivors: survivors)
    let rows = try database.rows(
      "SELECT object_id, generation, refcount, external FROM survivor ORDER BY 1"
    )
    #expect(
      rows
        == survivors.map {
          [
            .integer(ranks.number(ofRank: $0.rank)), Value($0.generation.map(Int64.init)),
            .integer($0.refcount), .integer($0.external),
          ]
        }
    )
    #expect(try database.problems().isEmpty)
  }

  /// A run of neighbours that exceeds the length of a run, and more runs than fit a block.
  @Test func longAndManyRuns() throws {
    var batch = EventBatch()
    var numbering = ObjectNumbering()
    for number: Int64 in 1...5000 {
      batch.events.append(Event(.allocate, object: number, n: 16, type: 1))
      batch.lines.append(number)
      _ = numbering.insert(number)
    }
    batch.types = [TypeDefinition(number: 1, name: "t")]
    let trace = try database.store(batch, numbering: numbering)
    var record = Self.record(1, 1)
    record.members = [
      .init(generation: 0, outcome: .reachable, toGeneration: 1, ranks: Array(0..<1537)),
      .init(generation: 0, outcome: .freed, toGeneration: nil, ranks: (1000..<2500).map { $0 * 2 }),
    ]
    _ = try write(trace, [record])
    #expect(
      try database.rows("SELECT part, runs, members, base_object FROM member_block ORDER BY part")
        == [
          [.integer(0), .integer(4), .integer(1537), .integer(1)],
          [.integer(1), .integer(512), .integer(512), .integer(2001)],
          [.integer(2), .integer(512), .integer(512), .integer(3025)],
          [.integer(3), .integer(476), .integer(476), .integer(4049)],
        ]
    )
    #expect(
      try database.rows("SELECT count(*), sum(object_id) FROM reachable") == [
        [.integer(1537), .integer(1537 * 1538 / 2)]
      ]
    )
  }
}
