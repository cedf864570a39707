import Foundation
import SQLite
import Testing
import TraceSchema
import TraceStore

@Suite struct SchemaMigrationTests {
  /// Databases that released versions wrote, by version; see the README of the fixtures.
  static let versions: [Int64] = Array(1..<Schema.current.version)

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/databases")

  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// A copy of the database of an older version.
  @discardableResult
  private func old(_ version: Int64, as name: String = "test.db") throws -> String {
    let file = Self.folder.appending(path: "version-\(version).db")
    try FileManager.default.copyItem(atPath: file.path(), toPath: directory.path(name))
    return directory.path(name)
  }

  /// A database made by a schema of our own, with rows in it.
  private func database(_ sql: String) throws {
    try Connection(path: directory.path(), access: .create).execute(
      "PRAGMA application_id = \(Schema.current.applicationID); PRAGMA user_version = 1; " + sql
    )
  }

  private func open(
    _ schema: Schema = .current,
    mode: TraceDatabase.Mode = .read,
    name: String = "test.db"
  ) throws -> TraceDatabase {
    try TraceDatabase.open(path: directory.path(name), mode: mode, schema: schema)
  }

  private func schema(_ sql: String) -> Schema {
    Schema(
      version: 2,
      sql: "PRAGMA application_id = \(Schema.current.applicationID); PRAGMA user_version = 2; "
        + sql
    )
  }

  private static let texts = """
    SELECT type, name, tbl_name, sql FROM sqlite_schema
    WHERE name NOT LIKE 'sqlite%' ORDER BY type, name
    """

  private static func rows(_ connection: Connection, _ sql: String) throws -> [[Value]] {
    var statement = try Statement(connection, sql)
    var rows: [[Value]] = []
    while try statement.step() {
      rows.append((0..<statement.columnCount).map { statement.value(at: $0) })
    }
    return rows
  }

  @Test(
    "A database of an older version becomes what a new one is, whatever it is opened for",
    arguments: versions,
    [TraceDatabase.Mode.read, .write, .create]
  )
  func becomesWhatANewOneIs(version: Int64, mode: TraceDatabase.Mode) throws {
    try old(version)
    let migrated = try open(mode: mode)
    let new = try open(mode: .create, name: "new.db")
    #expect(try migrated.rows(Self.texts) == new.rows(Self.texts))
    for pragma in ["user_version", "application_id", "page_size"] {
      #expect(try migrated.rows("PRAGMA \(pragma)") == new.rows("PRAGMA \(pragma)"))
    }
    for table in ["position", "event_kind"] {
      #expect(
        try migrated.rows("SELECT * FROM \(table)") == new.rows("SELECT * FROM \(table)")
      )
    }
    #expect(try migrated.problems().isEmpty)
    #expect(try open().problems().isEmpty)
  }

  @Test func everyOlderVersionHasItsFixture() throws {
    let names = Self.versions.map { "version-\($0).db" }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: Self.folder.path()).sorted() == names
    )
  }

  @Test(arguments: versions)
  func everyRowIsKept(version: Int64) throws {
    let before = try Connection(path: old(version, as: "before.db"), access: .readOnly)
    try old(version)
    let after = try open()
    // Rows that the schema inserts by itself need not be kept.
    let tables = try Self.rows(
      before,
      """
      SELECT name FROM sqlite_schema
      WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'
        AND name NOT IN ('position', 'event_kind')
      """
    )
    for case .text(let table) in tables.map({ $0[0] }) {
      let columns = try Self.rows(before, "SELECT name FROM pragma_table_info('\(table)')")
        .compactMap { if case .text(let name) = $0[0] { "\"\(name)\"" } else { nil } }
      let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(table) ORDER BY 1, 2, 3"
      let rows = try Self.rows(before, sql)
      #expect(!rows.isEmpty, "\(table): the fixture shall have a row")
      #expect(try after.rows(sql) == rows, "\(table)")
    }
  }

  @Test("Runs and imports go on in a migrated database", arguments: versions)
  func isWrittenTo(version: Int64) throws {
    try old(version)
    let database = try open(mode: .create)
    let trace = try RandomTrace(seed: 1, sizes: [600]).store(in: database)
    #expect(try database.trace(trace.id) == trace)
    #expect(try database.problems().isEmpty)
  }

  /// A change that a schema may make: the old and the new text, and the expected contents of a row.
  struct Change: Sendable, CustomTestStringConvertible {
    var what: String
    var old: String
    var new: String
    var rows: [[Value]]
    var testDescription: String { what }
  }

  private static let one: [[Value]] = [[.integer(1), .text("x")]]
  private static let oneMore: [[Value]] = [[.integer(1), .text("x"), .null]]

  static let changes = [
    Change(what: "nothing", old: "a INTEGER, b TEXT", new: "a INTEGER, b TEXT", rows: one),
    Change(
      what: "a comment and a CHECK",
      old: "a INTEGER, b TEXT",
      new: "a INTEGER, -- what\n b TEXT CHECK (b <> '')",
      rows: one
    ),
    Change(
      what: "a column at the end",
      old: "a INTEGER, b TEXT",
      new: "a INTEGER, b TEXT, c INTEGER NULL",
      rows: oneMore
    ),
    Change(
      what: "a column at the end with a default",
      old: "a INTEGER, b TEXT, PRIMARY KEY (a)",
      new: "a INTEGER, b TEXT, c INTEGER NOT NULL DEFAULT 7, PRIMARY KEY (a)",
      rows: [[.integer(1), .text("x"), .integer(7)]]
    ),
    Change(
      what: "a column with a default that is worked out",
      old: "a INTEGER, b TEXT",
      new: "a INTEGER, b TEXT, c INTEGER NOT NULL DEFAULT (3 + 4)",
      rows: [[.integer(1), .text("x"), .integer(7)]]
    ),
    Change(
      what: "a column between others",
      old: "a INTEGER, b TEXT",
      new: "c INTEGER NULL, a INTEGER, b TEXT",
      rows: [[.null, .integer(1), .text("x")]]
    ),
    Change(
      what: "a primary key that does not give an id twice",
      old: "a INTEGER PRIMARY KEY, b TEXT",
      new: "a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT",
      rows: one
    ),
    Change(
      what: "another key",
      old: "a INTEGER, b TEXT, PRIMARY KEY (a)",
      new: "a INTEGER, b TEXT, PRIMARY KEY (b, a)",
      rows: one
    ),
    Change(
      what: "a further condition that two rows be not alike",
      old: "a INTEGER, b TEXT",
      new: "a INTEGER, b TEXT UNIQUE",
      rows: one
    ),
  ]

  @Test(arguments: changes)
  func aChangedTableKeepsItsRows(change: Change) throws {
    // Another table and the table itself refer to it, and it has an index. All of this must still hold afterwards.
    let rest = """
      ; CREATE INDEX t_b ON t (b); CREATE VIEW v AS SELECT b FROM t
      ; CREATE TABLE u (t INTEGER REFERENCES t)
      """
    try database(
      "CREATE TABLE t (\(change.old))\(rest); INSERT INTO t VALUES (1, 'x'); INSERT INTO u VALUES (NULL)"
    )
    let wanted = schema("CREATE TABLE t (\(change.new))\(rest)")
    let database = try open(wanted, mode: .write)
    #expect(try database.rows("SELECT * FROM t") == change.rows)
    #expect(try database.rows("SELECT * FROM v") == [[.text("x")]])
    #expect(try database.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'gctrace%'") == [])
    #expect(try database.rows("PRAGMA integrity_check") == [[.text("ok")]])
    let new = try Connection(path: directory.path("new.db"), access: .create)
    try new.execute(wanted.sql)
    #expect(try database.rows(Self.texts) == Self.rows(new, Self.texts))
    try database.connection.execute("INSERT INTO t (a, b) VALUES (2, 'y')")
  }

  @Test(
    "What cannot be brought up is left as it was",
    arguments: [
      ("a column that is gone", "CREATE TABLE t (a INTEGER)"),
      ("a value that is missing", "CREATE TABLE t (a INTEGER, b TEXT, c INTEGER NOT NULL)"),
      (
        "a condition that a row does not meet", "CREATE TABLE t (a INTEGER, b TEXT CHECK (b = 'y'))"
      ),
      ("a NULL where none may be", "CREATE TABLE t (a INTEGER NOT NULL, b TEXT)"),
      (
        "a reference to nothing",
        "CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER, b TEXT REFERENCES p (a))"
      ),
      ("a type that a value is not of", "CREATE TABLE t (a INTEGER, b INTEGER) STRICT"),
      ("rows that are alike", "CREATE TABLE t (a INTEGER, b TEXT UNIQUE)"),
    ]
  )
  func leavesAlone(what: String, sql: String) throws {
    try database(
      """
      CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x'), (NULL, 'x');
      CREATE VIEW v AS SELECT 1
      """
    )
    let before = try Data(contentsOf: URL(filePath: directory.path()))
    for mode in [TraceDatabase.Mode.read, .write, .create] {
      let error = #expect(throws: TraceStoreError.self, "\(what)") {
        try open(schema(sql), mode: mode)
      }
      guard case .unmigrated(directory.path(), 1, 2, _) = error else {
        Issue.record("\(what): \(String(describing: error))")
        return
      }
    }
    #expect(try Data(contentsOf: URL(filePath: directory.path())) == before, "\(what)")
    #expect(!directory.exists("test.db-journal"))
  }

  @Test func whatPeopleHaveAddedStays() throws {
    try database(
      """
      CREATE TABLE t (a INTEGER); CREATE VIEW v AS SELECT 1 AS one;
      CREATE TABLE mine (x TEXT); INSERT INTO mine VALUES ('kept');
      CREATE VIEW my_view AS SELECT count(*) AS n FROM t; CREATE INDEX my_index ON t (a);
      CREATE TRIGGER my_trigger AFTER INSERT ON t BEGIN INSERT INTO mine VALUES ('fired'); END;
      INSERT INTO t VALUES (1); DELETE FROM mine WHERE x = 'fired'
      """
    )
    // The table is copied, and the trigger must not see its rows.
    let database = try open(
      schema("CREATE TABLE t (b TEXT NULL, a INTEGER); CREATE VIEW v AS SELECT 2 AS two"),
      mode: .write
    )
    #expect(try database.rows("SELECT * FROM mine") == [[.text("kept")]])
    #expect(try database.rows("SELECT n FROM my_view") == [[.integer(1)]])
    #expect(try database.rows("SELECT two FROM v") == [[.integer(2)]])
    #expect(
      try database.rows(
        "SELECT name FROM sqlite_schema WHERE name LIKE 'my\\_%' ESCAPE '\\' ORDER BY 1"
      )
        == [[.text("my_index")], [.text("my_trigger")], [.text("my_view")]]
    )
  }

  /// A process that dies on the way leaves a journal. The next process finds the old database, and migrates it.
  @Test(arguments: versions)
  func aDeadMigrationsPartIsUndone(version: Int64) throws {
    try old(version)
    let writer = try Connection(path: directory.path(), access: .readWrite)
    // Pages reach the file before the end.
    try writer.execute("PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
    try SchemaMigration.prepare(writer)
    try writer.begin()
    try SchemaMigration(writer, to: .current).run()
    for suffix in ["", "-journal"] {
      try FileManager.default.copyItem(
        atPath: directory.path("test.db" + suffix),
        toPath: directory.path("copy.db" + suffix)
      )
    }
    writer.rollBack()
    writer.close()
    #expect(
      try Data(contentsOf: URL(filePath: directory.path("copy.db")))
        != Data(contentsOf: URL(filePath: old(version, as: "old.db")))
    )
    let reader = try Connection(path: directory.path("copy.db"), access: .readWrite)
    #expect(try reader.integer("PRAGMA user_version") == version)
    #expect(
      try Self.rows(reader, Self.texts)
        == Self.rows(Connection(path: directory.path("old.db"), access: .readOnly), Self.texts)
    )
    reader.close()
    let migrated = try open(name: "copy.db")
    #expect(try migrated.rows(Self.texts) == open().rows(Self.texts))
    #expect(try migrated.problems().isEmpty)
  }
}
