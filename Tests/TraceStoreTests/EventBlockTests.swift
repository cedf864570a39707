import HeapTrace
import SQLite
import Testing
import TraceStore
import TraceTesting

/// The view `event` shows, and `EventCursor` reads back, the events that `EventBlock` packs.
@Suite struct EventBlockTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// The rows of the view as the log has them, by the words of the schema.
  private func expectedRows(_ trace: RandomTrace) -> [[Value]] {
    var time: Int64?
    var rows: [[Value]] = []
    for batch in trace.batches {
      for (index, event) in batch.events.enumerated() {
        if event.kind == .time { time = event.n }
        rows.append([
          .integer(batch.firstSequence + Int64(index)), .integer(batch.lines[index]),
          .text(event.kind.name), Value(event.object == 0 ? nil : event.object),
          Value(Self.target(event)), Value(Self.number(event)), Value(time),
          Self.name(event, trace),
        ])
      }
    }
    return rows
  }

  private static func target(_ event: Event) -> Int64? {
    switch event.kind {
    case .reference, .unreference, .weakReference, .watch, .finalizer, .callback:
      event.target == 0 ? nil : event.target
    default: nil
    }
  }

  private static func name(_ event: Event, _ trace: RandomTrace) -> Value {
    guard event.kind == .reference || event.script == .reference else { return .null }
    let name = trace.batches[0].names.first { $0.number == event.type }
    return name.map { Value.text($0.text) } ?? .null
  }

  private static func number(_ event: Event) -> Int64? {
    switch event.kind {
    case .retain, .release, .reference, .unreference, .count, .size, .payload, .bytes: event.n
    case .collect, .sample: Int64(event.generation)
    case .finalizer, .callback: event.script == nil || event.script == .clear ? nil : event.n
    default: nil
    }
  }

  /// The event in the form for a replay.
  private func ranked(_ event: Event, _ batch: EventBatch, _ ranks: ObjectRanks) throws -> Event {
    func rank(_ number: Int64) throws -> Int64 {
      number == 0 ? -1 : Int64(try #require(ranks.rank(of: number)))
    }
    var event = event
    event.object = try rank(event.object)
    event.target = try rank(event.target)
    switch event.kind {
    case .state, .threshold: event.n = 0  // the operands are compared themselves
    case .observed, .mark:
      event.second = 0
      event.n = 0
    case .collect: event.second = 0  // in a table of its own
    case .finalizer, .callback:
      event.second = try rank(event.second)
    default: break
    }
    return event
  }

  private static func operands(_ event: Event, _ batch: EventBatch) -> ArraySlice<Int64> {
    guard event.kind == .state || event.kind == .threshold else { return [] }
    return batch.operands[Int(event.n)..<Int(event.n + event.second)]
  }

  private func check(_ random: RandomTrace) throws {
    let database = try directory.create()
    let trace = try random.store(in: database)
    let rows = try database.rows(
      """
      SELECT seq, line, name, object, target, n, time_ns, reference_name FROM event
      WHERE trace_id = 1 ORDER BY seq
      """
    )
    let expected = expectedRows(random)
    try #require(rows.count == expected.count)
    for (row, expectedRow) in zip(rows, expected) where row != expectedRow {
      Issue.record("\(row) is not \(expectedRow)")
      return
    }

    let ranks = try database.ranks(ofTrace: trace.id)
    #expect(ranks == ObjectRanks(random.numbering))
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    var block = EventBatch()
    var place = (batch: 0, index: 0)
    var sequence: Int64 = 1
    while try cursor.next(into: &block) {
      #expect(block.firstSequence == sequence)
      #expect(block.lines.isEmpty)
      sequence += Int64(block.events.count)
      for event in block.events {
        while place.index == random.batches[place.batch].events.count {
          place = (place.batch + 1, 0)
        }
        let batch = random.batches[place.batch]
        let original = batch.events[place.index]
        #expect(Self.operands(event, block) == Self.operands(original, batch))
        var comparable = event
        if event.kind == .state || event.kind == .threshold { comparable.n = 0 }
        let wanted = try ranked(original, batch, ranks)
        try #require(comparable == wanted, "event \(expected.count)")
        place.index += 1
      }
    }
    #expect(sequence == Int64(random.events) + 1)
    #expect(try database.problems().isEmpty)
  }

  @Test(arguments: SplitMix64.seeds)
  func everythingComesBack(seed: UInt64) throws {
    try check(RandomTrace(seed: seed, sizes: [512, 512, 1, 100, 1500, 0, 37]))
  }

  /// The limits of the codes: a distance of 289,791 objects, or a number of 524,287.
  @Test func theEndsOfNearAndLowAndFar() throws {
    let low: [Int64] = [1, 524_286, 524_287, 524_288, 524_289]
    let middle: Int64 = 5_000_000
    let near = [-289_792, -289_791, -289_790, -1, 0, 1, 289_789, 289_790, 289_791, 289_792]
      .map { middle + $0 }
    try check(RandomTrace(objects: low + near + [1 << 62, Int64.max - 1, Int64.max]))
  }

  @Test func anEmptyTraceHasNoEvents() throws {
    try check(RandomTrace(seed: 1, sizes: []))
  }

  @Test func aBlockEndsBeforeALineThatIsTooFar() throws {
    var batch = EventBatch()
    batch.events = [Event(.poll), Event(.poll), Event(.poll), Event(.poll)]
    batch.lines = [5, 6 + 1_103_869, 7 + 1_103_870, 8 + 1_103_870]
    var block = EventBlock()
    #expect(block.fill(from: batch, at: 0, timeBefore: nil) == 2)
    #expect(block.hasLineGap && block.lineGap.count == 2)
    #expect(block.kinds.count == 2 && block.object.count == 2)
    #expect(block.target.bytes.isEmpty)
    #expect(block.fill(from: batch, at: 2, timeBefore: nil) == 2)
    #expect(block.line == 7 + 1_103_870)
    #expect(!block.hasLineGap)
  }

  /// A gap at the end of the block does not belong to the events before it.
  @Test func aGapThatDoesNotFitIsNotInTheBlock() throws {
    var batch = EventBatch()
    batch.events = [Event(.poll), Event(.poll), Event(.poll)]
    batch.lines = [5, 6, 8 + 1_103_870]
    var block = EventBlock()
    #expect(block.fill(from: batch, at: 0, timeBefore: nil) == 2)
    #expect(!block.hasLineGap)
  }

  @Test func ordinaryEventsAreSmall() {
    var batch = EventBatch()
    for number in 1...512 {
      batch.events.append(
        Event(
          .reference,
          object: Int64(1_000_000 + number / 4),
          target: Int64(1_000_000 + number / 8)
        )
      )
      batch.lines.append(Int64(number))
    }
    var block = EventBlock()
    #expect(block.fill(from: batch, at: 0, timeBefore: nil) == 512)
    #expect(block.object.bytes.count + block.target.bytes.count <= 3 * 512)
    #expect(block.detail.bytes.isEmpty)
    #expect(block.n.isEmpty)
    #expect(block.named.bytes.isEmpty)
  }

  @Test(arguments: [
    "kind = substr(kind, 2)", "kind = '?' || substr(kind, 2)", "object = substr(object, 2)",
    "object = object || 'x'", "detail = x''", "detail = CAST(detail || x'00' AS BLOB)",
    "n = '{\"600\":1}'",
    "named = NULL, wide_named = NULL, object = object || 'x'", "named = 'x'",
    "named = substr(named, 2)", "wide_named = '{\"0\":1}'",
    "events = 0", "events = 513", "wide_object = '{\"0\":1}'", "base_object = base_object + 100000",
  ])
  func damageIsNoticed(change: String) throws {
    let database = try directory.create()
    let trace = try RandomTrace(seed: 5, sizes: [300], alwaysNames: true).store(in: database)
    let ranks = try database.ranks(ofTrace: trace.id)
    try database.connection.execute("PRAGMA ignore_check_constraints = ON")
    try database.connection.execute("UPDATE event_block SET \(change)")
    var cursor = try EventCursor(database, trace: trace.id, ranks: ranks)
    var batch = EventBatch()
    let error = try #require(throws: TraceStoreError.self) {
      while try cursor.next(into: &batch) {}
    }
    guard case .damaged(let damage) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(damage.database == database.path)
    #expect(damage.table == "event_block")
    #expect(damage.row == "trace_id 1, first_seq 1")
  }
}
