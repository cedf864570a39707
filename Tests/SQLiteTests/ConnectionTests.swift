import Foundation
import SQLite
import Testing

@Suite final class ConnectionTests {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private func path(_ name: String = "test.db") -> String {
    directory.appending(path: name).path(percentEncoded: false)
  }

  @Test func readingAMissingFileIsToldApart() throws {
    let error = try #require(throws: SQLiteError.self) {
      _ = try Connection(path: path(), access: .readOnly)
    }
    #expect(error.isCannotOpen)
    #expect(!FileManager.default.fileExists(atPath: path()))
  }

  @Test func aFileThatIsNoDatabaseIsToldApart() throws {
    try Data(repeating: 0x41, count: 4096).write(to: URL(filePath: path()))
    let connection = try Connection(path: path(), access: .readWrite)
    let error = try #require(throws: SQLiteError.self) {
      try connection.integer("PRAGMA user_version")
    }
    #expect(error.isNotADatabase)
  }

  /// SQLite itself would let the transaction begin, and refuse its first write.
  @Test func aTransactionThatMayWriteDoesNotBeginWhereNothingMayBeWritten() throws {
    try Connection(path: path(), access: .create).execute("CREATE TABLE t (a)")
    let connection = try Connection(path: path(), access: .readOnly)
    let error = try #require(throws: SQLiteError.self) { try connection.begin() }
    #expect(error.isReadOnly && error.path == path())
    #expect(!connection.isInTransaction)
    try connection.beginReading()
  }

  @Test func aPathIsNeverAURI() throws {
    let connection = try Connection(path: path("file:x?mode=memory"), access: .create)
    try connection.execute("CREATE TABLE t (a)")
    #expect(FileManager.default.fileExists(atPath: path("file:x?mode=memory")))
  }

  @Test func doubleQuotedStringsAreOff() throws {
    let connection = try Connection(path: path(), access: .create)
    #expect(throws: SQLiteError.self) { try connection.integer("SELECT \"no such column\"") }
  }

  @Test func aTransactionStoresAllOrNothing() throws {
    struct Stop: SQLiteErrorCarrier, Equatable {
      static func sqlite(_ error: SQLiteError) -> Stop { Stop() }
    }
    let connection = try Connection(path: path(), access: .create)
    try connection.execute("CREATE TABLE t (a INTEGER)")
    let result = try connection.transaction { () throws(SQLiteError) in
      try connection.execute("INSERT INTO t VALUES (1)")
      #expect(connection.isInTransaction)
      return "stored"
    }
    #expect(result == "stored")
    #expect(throws: Stop()) {
      try connection.transaction { () throws(Stop) in
        try? connection.execute("INSERT INTO t VALUES (2)")
        throw Stop()
      }
    }
    #expect(!connection.isInTransaction)
    #expect(try connection.integer("SELECT sum(a) FROM t") == 1)
  }

  @Test func aWriterThatWaitsInVainIsBusy() throws {
    let first = try Connection(path: path(), access: .create)
    try first.execute("CREATE TABLE t (a)")
    let second = try Connection(path: path(), access: .readWrite, busyTimeout: 1)
    try first.begin()
    let error = try #require(throws: SQLiteError.self) { try second.begin() }
    #expect(error.isBusy)
    first.rollBack()
    try second.begin()
    try second.commit()
  }

  @Test func whoWaitsForALockCanBeStopped() throws {
    let first = try Connection(path: path(), access: .create)
    try first.execute("CREATE TABLE t (a)")
    var questions = 0
    let second = try Connection(
      path: path(),
      access: .readWrite,
      busyTimeout: 600_000,
      shouldStop: {
        questions += 1
        return questions > 3
      }
    )
    try first.begin()
    let error = try #require(throws: SQLiteError.self) { try second.begin() }
    #expect(error.isBusy)
    #expect(questions > 3)
  }

  @Test func whoWaitsGetsTheLockWhenItIsFree() throws {
    let first = try Connection(path: path(), access: .create)
    try first.execute("CREATE TABLE t (a)")
    try first.begin()
    var questions = 0
    let second = try Connection(
      path: path(),
      access: .readWrite,
      shouldStop: {
        questions += 1
        if questions == 5 { first.rollBack() }
        return false
      }
    )
    try second.begin()
    #expect(questions == 5)
  }

  /// Anybody may have written the schema.
  @Test func triggersDoNotRun() throws {
    let connection = try Connection(path: path(), access: .create)
    try connection.execute(
      """
      CREATE TABLE t (a);
      CREATE TRIGGER again AFTER INSERT ON t BEGIN INSERT INTO t VALUES (2); END;
      INSERT INTO t VALUES (1)
      """
    )
    #expect(try connection.integer("SELECT count(*) FROM t") == 1)
  }

  @Test func aReaderCannotWrite() throws {
    try Connection(path: path(), access: .create).execute("CREATE TABLE t (a)")
    let reader = try Connection(path: path(), access: .readOnly)
    let error = try #require(throws: SQLiteError.self) {
      try reader.execute("INSERT INTO t VALUES (1)")
    }
    #expect(error.isReadOnly)
  }

  @Test func anInterruptionEndsAStatement() throws {
    let connection = try Connection(path: path(), access: .create)
    let endless = """
      WITH RECURSIVE n(k) AS (VALUES (0) UNION ALL SELECT k + 1 FROM n) SELECT count(*) FROM n
      """
    var questions = 0
    connection.setInterruptionCheck(every: 1000) {
      questions += 1
      return questions > 3
    }
    let error = try #require(throws: SQLiteError.self) { try connection.integer(endless) }
    #expect(error.isInterrupted)
    #expect(questions == 4)
    connection.setInterruptionCheck(nil)
    #expect(try connection.integer("SELECT 1") == 1)
    #expect(questions == 4)
  }

  @Test func aStatementOutlivesTheConnectionThatIsClosed() throws {
    let connection = try Connection(path: path(), access: .create)
    var statement = try Statement(connection, "SELECT 7")
    connection.close()
    connection.close()
    #expect(try statement.step())
    #expect(statement.integer(at: 0) == 7)
  }
}
