import Foundation
import SQLite
import Testing
import TraceSchema
import TraceStore

@Suite struct TraceDatabaseTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func version(_ database: TraceDatabase) throws -> Int64? {
    try database.connection.integer("PRAGMA user_version")
  }

  @Test func aNewDatabaseIsCurrent() throws {
    let database = try directory.create()
    #expect(database.isNew)
    #expect(try version(database) == Schema.current.version)
    #expect(try database.connection.integer("PRAGMA application_id") == 0x6763_7472)
    #expect(try database.connection.integer("PRAGMA page_size") == 16384)
    #expect(try database.problems().isEmpty)
    #expect(try !directory.create().isNew)
  }

  @Test(arguments: [TraceDatabase.Mode.read, .write])
  func aMissingFileIsNotMade(mode: TraceDatabase.Mode) throws {
    #expect(throws: TraceStoreError.noDatabase(path: directory.path())) {
      try TraceDatabase.open(path: directory.path(), mode: mode)
    }
    #expect(!directory.exists())
  }

  @Test func aPlaceThatCannotBeIsNamed() throws {
    let path = directory.path("no/such/place.db")
    #expect(throws: TraceStoreError.unopenable(path: path, reason: "No such file or directory")) {
      try TraceDatabase.open(path: path, mode: .create)
    }
  }

  @Test(arguments: [TraceDatabase.Mode.read, .write, .create])
  func anotherProgramsFileIsRefused(mode: TraceDatabase.Mode) throws {
    try Connection(path: directory.path(), access: .create).execute("CREATE TABLE t (a)")
    let before = try Data(contentsOf: URL(filePath: directory.path()))
    #expect(throws: TraceStoreError.foreign(path: directory.path())) {
      try TraceDatabase.open(path: directory.path(), mode: mode)
    }
    #expect(try Data(contentsOf: URL(filePath: directory.path())) == before)
  }

  @Test(arguments: [TraceDatabase.Mode.read, .write, .create])
  func aFileThatIsNoDatabaseIsRefused(mode: TraceDatabase.Mode) throws {
    let text = Data(String(repeating: "gctrace 1\n", count: 200).utf8)
    try text.write(to: URL(filePath: directory.path()))
    #expect(throws: TraceStoreError.foreign(path: directory.path())) {
      try TraceDatabase.open(path: directory.path(), mode: mode)
    }
    #expect(try Data(contentsOf: URL(filePath: directory.path())) == text)
  }

  @Test(arguments: [TraceDatabase.Mode.read, .write, .create])
  func aNewerVersionIsRefused(mode: TraceDatabase.Mode) throws {
    let known = Schema.current.version
    try directory.create().connection.execute("PRAGMA user_version = \(known + 1)")
    #expect(
      throws: TraceStoreError.newer(path: directory.path(), version: known + 1, known: known)
    ) {
      try TraceDatabase.open(path: directory.path(), mode: mode)
    }
  }

  @Test func anEmptyFileIsFilledWhereOneMayBeMade() throws {
    try Data().write(to: URL(filePath: directory.path()))
    #expect(throws: TraceStoreError.noDatabase(path: directory.path())) {
      try TraceDatabase.open(path: directory.path(), mode: .read)
    }
    let database = try directory.create()
    #expect(!database.isNew)
    #expect(try version(database) == Schema.current.version)
  }

  @Test func aNewFileCanBeDiscarded() throws {
    let database = try directory.create()
    try database.connection.begin()
    try database.connection.execute(
      """
      INSERT INTO run (
        id, trace_id, name, python, options, status, started_at, events, collections, peak_objects,
        peak_bytes
      ) VALUES (1, 1, '', '', '{}', 'failed', '', 0, 0, 0, 0)
      """
    )
    database.discardNewFile()
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("")).isEmpty)
  }

  @Test func anOldFileIsNotDiscarded() throws {
    _ = try directory.create()
    try directory.create().discardNewFile()
    #expect(directory.exists())
  }

  /// A process that dies during an import leaves a journal. The next reader must find the database as it was.
  @Test func aDeadWritersPartIsUndone() throws {
    let database = try directory.create()
    let trace = try RandomTrace(seed: 1, sizes: [50]).store(in: database)
    try database.connection.execute("PRAGMA cache_size = 1")
    try database.connection.begin()
    try database.connection.execute(
      """
      UPDATE trace SET name = 'half done';
      WITH RECURSIVE n(k) AS (VALUES (1000) UNION ALL SELECT k + 1 FROM n WHERE k < 9000)
      INSERT INTO mark SELECT 1, k, printf('%0500d', k) FROM n
      """
    )
    for suffix in ["", "-journal"] {
      try FileManager.default.copyItem(
        atPath: directory.path("test.db" + suffix),
        toPath: directory.path("copy.db" + suffix)
      )
    }
    let copy = try TraceDatabase.open(path: directory.path("copy.db"), mode: .read)
    #expect(try copy.traces() == [trace])
    #expect(try copy.problems().isEmpty)
    #expect(!directory.exists("copy.db-journal"))
  }
}
