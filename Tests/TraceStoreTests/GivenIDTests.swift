import HeapTrace
import SQLite
import Testing
import TraceStore

@Suite struct GivenIDTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func run(_ database: TraceDatabase, trace: Int64) throws -> Int64 {
    try database.connection.transaction { () throws(TraceStoreError) in
      try database.insert(Run(trace: trace, name: "r", python: "3.11.7", startedAt: "now"))
    }.id
  }

  private func delete(
    _ database: TraceDatabase,
    _ body: () throws(TraceStoreError) -> Void
  ) throws {
    try database.connection.transaction { () throws(TraceStoreError) in try body() }
  }

  @Test func anIDIsNeverGivenAgain() throws {
    let database = try directory.create()
    #expect(try database.store(EventBatch()).id == 1)
    #expect(try run(database, trace: 1) == 1)
    #expect(try run(database, trace: 1) == 2)
    try delete(database) { () throws(TraceStoreError) in try database.deleteRun(2) }
    #expect(try run(database, trace: 1) == 3)
    try delete(database) { () throws(TraceStoreError) in try database.deleteTrace(1) }
    #expect(try database.store(EventBatch()).id == 2)
    #expect(try run(database, trace: 2) == 4)
  }

  @Test func whatIsRolledBackGivesItsIDBack() throws {
    let database = try directory.create()
    try database.connection.begin()
    _ = try TraceImport(database)
    database.connection.rollBack()
    #expect(try database.store(EventBatch()).id == 1)
  }

  /// A database from a version that did not note ids.
  @Test func idsThatAreThereCount() throws {
    let database = try directory.create()
    _ = try database.store(EventBatch())
    try database.connection.execute("DELETE FROM given_id; UPDATE trace SET id = 7")
    #expect(try database.store(EventBatch(), digest: [1]).id == 8)
  }

  @Test func theHighestIDIsTheLast() throws {
    let database = try directory.create()
    try database.connection.execute("INSERT INTO given_id VALUES ('trace', 9223372036854775807)")
    #expect(throws: TraceStoreError.self) { try database.store(EventBatch()) }
  }

  @Test func aRunIsOfATraceThatIsThere() throws {
    let database = try directory.create()
    let error = try #require(throws: TraceStoreError.self) { try run(database, trace: 1) }
    #expect(error == .noTrace(1))
    let ranks = try #require(ObjectRanks(runs: [(first: Int64, length: Int64)]()))
    let second = try #require(throws: TraceStoreError.self) {
      _ = try RunWriter(database, trace: 1, ranks: ranks)
    }
    #expect(second == .noTrace(1))
  }
}
