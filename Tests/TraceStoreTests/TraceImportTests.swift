import HeapTrace
import SQLite
import Testing
import TraceStore
import TraceTesting

@Suite struct TraceImportTests {
  let directory: TemporaryDirectory
  let database: TraceDatabase

  init() throws {
    directory = try TemporaryDirectory()
    database = try directory.create()
  }

  @Test func theRowOfTheTraceSaysWhatCame() throws {
    let random = RandomTrace(seed: 7, sizes: [512, 100])
    let trace = try random.store(in: database, name: "service")
    #expect(trace.id == 1)
    #expect(trace.events == 612)
    #expect(trace.objects == random.numbering.count)
    #expect(trace.python == "3.12.1")
    #expect(trace.source == "dir/service.log")
    #expect(try database.traces() == [trace])
    #expect(try database.newestTrace() == trace)
    #expect(try database.trace(digest: [1, 2, 3]) == trace)
    #expect(try database.trace(digest: [1, 2]) == nil)
    #expect(
      try database.metadata(ofTrace: 1) == [
        MetadataEntry(key: "python", text: "3.12.1"),
        MetadataEntry(key: "argv", text: "x \"y\" \\"),
      ]
    )
  }

  @Test func theNewestOfANameIsMeant() throws {
    let random = RandomTrace(seed: 7, sizes: [10])
    _ = try random.store(in: database, name: "a", digest: [1])
    _ = try random.store(in: database, name: "a", digest: [2])
    let last = try random.store(in: database, name: "1", digest: [3])
    #expect(try database.trace(named: "a")?.id == 2)
    #expect(try database.trace(named: "1") == last)
    #expect(try database.trace(named: "2")?.id == 2)
    #expect(try database.trace(named: "4") == nil)
    #expect(try database.trace(named: "b") == nil)
  }

  @Test(arguments: SplitMix64.seeds)
  func factsComeBack(seed: UInt64) throws {
    let random = RandomTrace(seed: seed, sizes: [512, 5000, 300])
    let trace = try random.store(in: database)
    #expect(
      try database.types(ofTrace: trace.id)
        == random.batches[0].types.sorted { $0.number < $1.number }
    )
    #expect(
      try database.rows("SELECT id, file, line, function FROM site ORDER BY id")
        == random.batches[0].sites.map {
          [.integer(Int64($0.number)), .text($0.file), .integer($0.line), .text($0.function)]
        }
    )
    #expect(
      try database.rows("SELECT id, text FROM name ORDER BY id")
        == random.batches[0].names.map { [.integer(Int64($0.number)), .text($0.text)] }
    )
    var calls: [[Value]] = []
    var objects: [[Value]] = []
    var marks: [[Value]] = []
    var observed: [[Value]] = []
    for batch in random.batches {
      for (index, event) in batch.events.enumerated() {
        let sequence = Value.integer(batch.firstSequence + Int64(index))
        if event.kind.isBirth {
          objects.append([
            .integer(event.object), .integer(Int64(event.type)), .integer(event.n),
            event.second == 0 ? .null : .integer(event.second), sequence,
          ])
        } else if event.kind == .collect, event.second != 0 {
          calls.append([sequence, .integer(event.second)])
        } else if event.kind == .mark {
          marks.append([sequence, .text(batch.texts[Int(event.n)])])
        } else if event.kind == .observed {
          let operands = batch.operands[Int(event.n)..<Int(event.n + event.second)].map {
            Value($0)
          }
          observed.append(
            [sequence] + operands + Array(repeating: .null, count: 7 - operands.count)
          )
        }
      }
    }
    #expect(
      try database.rows("SELECT id, type_id, size, site_id, born FROM object ORDER BY born")
        == objects
    )
    #expect(try database.rows("SELECT event, text FROM mark ORDER BY event") == marks)
    #expect(!calls.isEmpty)
    #expect(try database.rows("SELECT event, site_id FROM collect_call ORDER BY event") == calls)
    #expect(
      try database.rows(
        """
        SELECT event, generation, collected, uncollectable, duration_ns, size0, size1, size2
        FROM observed ORDER BY event
        """
      ) == observed
    )
    #expect(try database.ranks(ofTrace: trace.id) == ObjectRanks(random.numbering))
    #expect(try database.problems().isEmpty)
  }

  @Test(
    arguments: [
      ([EventKind.poll, .collect], [], true), ([.collect, .poll], [], false), ([], [], false),
      ([.collect], [MetadataEntry(key: "safepoints", text: "poll")], true),
      ([.collect], [MetadataEntry(key: "safepoints", text: "every")], false),
    ] as [([EventKind], [MetadataEntry], Bool)]
  )
  func safePoints(kinds: [EventKind], metadata: [MetadataEntry], hasPolls: Bool) throws {
    var batch = EventBatch()
    batch.events = kinds.map { Event($0) }
    batch.lines = kinds.indices.map { Int64($0) + 2 }
    batch.metadata = metadata
    let trace = try database.store(batch)
    #expect(trace.hasPolls == hasPolls)
    #expect(try database.trace(1)?.hasPolls == hasPolls)
  }

  @Test(
    arguments: [
      ([], false), (["simulated"], true), (["as recorded"], false),
      (["simulated", "as recorded"], false), (["as recorded", "simulated"], true),
    ]
  )
  func freeLists(texts: [String], simulatesFreeLists: Bool) throws {
    var batch = EventBatch()
    batch.metadata = texts.map { MetadataEntry(key: "freelists", text: $0) }
    let trace = try database.store(batch)
    #expect(trace.simulatesFreeLists == simulatesFreeLists)
    #expect(try database.trace(1)?.simulatesFreeLists == simulatesFreeLists)
  }

  @Test func theSameLogTwiceIsAConstraint() throws {
    let random = RandomTrace(seed: 7, sizes: [10])
    _ = try random.store(in: database)
    let error = try #require(throws: TraceStoreError.self) { try random.store(in: database) }
    guard case .sqlite(let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.isConstraint)
    #expect(try database.rows("SELECT count(*) FROM event_block") == [[.integer(1)]])
  }

  @Test func anEventKnowsItsLine() throws {
    let random = RandomTrace(seed: 9, sizes: [512, 512, 20])
    let trace = try random.store(in: database)
    for sequence: Int64 in [1, 2, 512, 513, 1000, 1044] {
      let batch = random.batches[Int(sequence - 1) / 512]
      let line = batch.lines[Int(sequence - batch.firstSequence)]
      #expect(try database.line(ofEvent: sequence, trace: trace.id) == line)
    }
    #expect(try database.line(ofEvent: 1045, trace: trace.id) == nil)
    #expect(try database.line(ofEvent: 1, trace: 2) == nil)
  }
}
