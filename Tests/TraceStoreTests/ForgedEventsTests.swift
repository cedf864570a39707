import HeapTrace
import SQLite
import Testing
import TraceStore

/// Events that no log may contain, in a database that somebody else wrote. The cursor refuses them and names the row.
@Suite struct ForgedEventsTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let births = [
    Event(.allocate, object: 1, n: 8, type: 1), Event(.allocate, object: 2, n: 8, type: 1),
  ]

  /// The error of reading a trace that consists of the births and one more event; nil: there is none.
  private func problem(
    _ event: Event,
    operands: [Int64] = [],
    births: [Event] = Self.births
  ) throws -> String? {
    let database = try directory.create()
    for trace in try database.traces() {
      try database.connection.transaction { () throws(TraceStoreError) in
        try database.deleteTrace(trace.id)
      }
    }
    var batch = EventBatch()
    batch.types = [TypeDefinition(number: 1, name: "t")]
    batch.sites = [SiteDefinition(number: 1, file: "a.py", line: 1, function: "f")]
    batch.names = [NameDefinition(number: 1, text: "parser")]
    batch.events = births + [event]
    batch.lines = batch.events.indices.map { Int64($0 + 4) }
    batch.operands = operands
    let runs = [(first: Int64(1), length: Int64(2))]
    let numbering = try #require(ObjectNumbering(runs: runs))
    return try problem(try database.store(batch, numbering: numbering).id, in: database)
  }

  private func problem(_ trace: Int64, in database: TraceDatabase) throws -> String? {
    do throws(TraceStoreError) {
      let ranks = try database.ranks(ofTrace: trace)
      var cursor = try EventCursor(database, trace: trace, ranks: ranks)
      var batch = EventBatch()
      while try cursor.next(into: &batch) {}
      return nil
    } catch {
      guard case .damaged(let damage) = error else { throw error }
      #expect(damage.database == directory.path())
      #expect(!damage.description.contains("\n"))
      return damage.problem
    }
  }

  @Test func whatALogMayHoldPasses() throws {
    #expect(try problem(Event(.reference, object: 1, target: 2)) == nil)
    #expect(try problem(Event(.count, n: -2_147_483_647)) == nil)
    #expect(try problem(Event(.reference, object: 1, target: 2, n: 1, type: 1)) == nil)
  }

  @Test(arguments: [
    Event(.allocate, object: 0, n: 8, type: 1), Event(.reference, object: 0, target: 1),
    Event(.reference, object: 1, target: 0),
    Event(.reference, object: 1, target: 2, n: 0), Event(.unreference, object: 1, target: 2, n: -1),
    Event(.retain, object: 1, n: -5), Event(.release, object: 1, n: -2_147_483_648),
    Event(.retain, object: 1, target: 2), Event(.retain, object: 1, n: 2_147_483_648),
    Event(.size, object: 1, n: -1), Event(.size, object: 1, n: 1 << 53),
    Event(.count, n: Int64.max), Event(.count, n: Int64.min),
    Event(.collect, generation: 3), Event(.collect, generation: -128), Event(.collect, object: 1),
    Event(.time, n: -1), Event(.enable, object: 1), Event(.clear, object: 0),
    Event(.clear, object: 1, target: 1), Event(.track, object: 0), Event(.untrack, object: 0),
    Event(.watch, object: 1, target: 0), Event(.watch, object: 1, target: 2, flags: .saveAll),
    Event(.debug, flags: .reused), Event(.finalizer, object: 0),
    Event(.finalizer, object: 1, target: 0, n: 1, script: .retain),
    Event(.finalizer, object: 1, target: 1, n: 0, script: .retain),
    Event(.callback, object: 1, target: 1, second: 0, n: 1, script: .reference),
    Event(.callback, object: 1, target: 1, script: .track),
    Event(.finalizer, object: 1, target: 1),
    Event(.reference, object: 1, target: 2, n: 1, type: 2), Event(.payload, object: 0, n: 1),
    Event(.payload, object: 1, n: 1 << 53), Event(.payload, object: 1, target: 2, n: 1),
    Event(.bytes, n: -1), Event(.bytes, object: 1, n: 1), Event(.sample, generation: 3),
    Event(.sample, object: 1), Event(.root, object: 0),
  ])
  func whatNoLogMayHoldIsRefused(event: Event) throws {
    let problem = try #require(try problem(event))
    #expect(problem.contains("expected") || problem.contains("is not what"))
  }

  @Test(arguments: [
    Event(.allocate, object: 2, n: 8, type: 2), Event(.allocate, object: 2, n: 8, type: -1),
    Event(.allocate, object: 2, n: 1 << 53, type: 1), Event(.allocate, object: 2, n: -1, type: 1),
    Event(.allocate, object: 2, second: 2, n: 8, type: 1),
    Event(.allocate, object: 2, second: -1, n: 8, type: 1),
    Event(.allocate, object: 2, n: 8, type: 1, flags: .callback),
    Event(.weakReference, object: 2, target: 2, n: 8, type: 1),
    Event(.weakReference, object: 2, n: 8, type: 1, flags: .reused),
    Event(.heap, object: 2, n: 8, type: 1, generation: 4),
    Event(.heap, object: 2, n: 8, type: 1, generation: -2),
    Event(.heap, object: 2, n: 8, type: 1, flags: .untracked),
  ])
  func aBirthIsHeldToTheFormat(event: Event) throws {
    #expect(try problem(event, births: [Self.births[0]]) != nil)
  }

  @Test(arguments: [
    (EventKind.state, [Int64(1), 1, 1, 1, Int64.max]), (.state, [-1, 0, 0, 0, 0]),
    (.threshold, [Int64.max]), (.threshold, [Int64.min]), (.threshold, []),
  ])
  func operandsAreHeldToTheFormat(kind: EventKind, operands: [Int64]) throws {
    let event = Event(kind, second: Int64(operands.count), n: 0)
    #expect(try problem(event, operands: operands) != nil)
  }

  @Test func anObjectIsNotBornAgain() throws {
    #expect(try problem(Event(.enable)) == nil)
    let database = try TraceDatabase.open(path: directory.path(), mode: .write)
    // The second birth becomes one of the first object.
    try database.connection.execute(
      """
      UPDATE event_block
      SET object = substr(object, 1, 1) || substr(object, 1, 1) || substr(object, 3)
      """
    )
    #expect(
      try problem(try #require(try database.newestTrace()?.id), in: database)
        == "event 2 (alloc): expected an object number not given before, found one given before"
    )
  }

  @Test func anObjectIsNotNamedBeforeItsBirth() throws {
    let late = Event(.retain, object: 2)
    #expect(
      try problem(Self.births[1], births: [Self.births[0], late])
        == "event 2 (retain): expected an object defined before, found an object that is not"
    )
  }

  @Test(arguments: [
    "DELETE FROM event_block", "UPDATE event_block SET first_seq = 2",
    "UPDATE trace SET events = 4", "UPDATE trace SET objects = 1", "DELETE FROM type",
    "UPDATE object_run SET length = 2147483647", "UPDATE object_run SET length = -1",
    "UPDATE object_run SET first = 0", "DELETE FROM object_run",
    "UPDATE object_run SET length = 2147483647; UPDATE trace SET objects = 2147483647",
    "UPDATE object_run SET length = 3; UPDATE trace SET objects = 3",
    "UPDATE type SET id = 2147483648", "UPDATE type SET freelist = -1",
    "UPDATE type SET freelist = 4294967296", "UPDATE type SET kind = 'list'",
    "UPDATE site SET id = 0", "UPDATE name SET id = 0", "UPDATE event_block SET named = 'a'",
  ])
  func rowsMustAgree(change: String) throws {
    #expect(try problem(Event(.enable)) == nil)
    let database = try TraceDatabase.open(path: directory.path(), mode: .write)
    try database.connection.execute("PRAGMA ignore_check_constraints = ON; \(change)")
    let trace = try #require(try database.newestTrace()?.id)
    #expect(try problem(trace, in: database) != nil)
  }

  @Test(arguments: [
    "{\"2\":18446744073709551615}", "{\"2\":18446744073709551617}", "{\"2\":-9223372036854775809}",
    "{\"18446744073709551618\":1}", "{\"2\":}",
  ])
  func numbersThatWrapAreDamage(n: String) throws {
    #expect(try problem(Event(.count, n: 5)) == nil)
    let database = try TraceDatabase.open(path: directory.path(), mode: .write)
    try database.connection.execute("UPDATE event_block SET n = '\(n)'")
    let trace = try #require(try database.newestTrace()?.id)
    #expect(try problem(trace, in: database) != nil)
  }
}
