import SQLite
import Testing

@Suite struct StatementTests {
  let connection: Connection

  init() throws {
    connection = try Connection(path: ":memory:", access: .create)
  }

  @Test func everyKindOfValueComesBack() throws {
    var statement = try Statement(connection, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8")
    #expect(statement.parameterCount == 8)
    try statement.bind(Int64.min, at: 1)
    try statement.bind(real: 0.1, at: 2)
    try statement.bind("nul\u{0}and é", at: 3)
    try statement.bind(blob: [0, 255, 7], at: 4)
    try statement.bindNull(at: 5)
    try statement.bind("", at: 6)
    try statement.bind(blob: [], at: 7)
    try statement.bind(true, at: 8)
    #expect(try statement.step())
    let values = (0..<statement.columnCount).map { statement.value(at: $0) }
    #expect(
      values == [
        .integer(.min), .real(0.1), .text("nul\u{0}and é"), .blob([0, 255, 7]), .null, .text(""),
        .blob([]), .integer(1),
      ]
    )
    #expect(statement.optionalInteger(at: 4) == nil)
    #expect(statement.optionalText(at: 4) == nil)
    #expect(statement.text(at: 4) == "")
    #expect(statement.real(at: 1) == 0.1)
  }

  @Test func optionalsBindNull() throws {
    var statement = try Statement(connection, "SELECT ?1, ?2, ?3, ?4")
    try statement.bind(Int64?.none, at: 1)
    try statement.bind(String?.none, at: 2)
    try statement.bind(Int64?.some(5), at: 3)
    try statement.bind(String?.some("x"), at: 4)
    #expect(try statement.step())
    #expect(
      (0..<4).map { statement.value(at: $0) } == [.null, .null, .integer(5), .text("x")]
    )
  }

  @Test func aStatementRunsAgain() throws {
    try connection.execute("CREATE TABLE t (a INTEGER)")
    var insertion = try Statement(connection, "INSERT INTO t VALUES (?1)")
    for number in 1...10 {
      try insertion.bind(Int64(number), at: 1)
      try insertion.run()
    }
    var selection = try Statement(connection, "SELECT a FROM t ORDER BY a")
    #expect(try selection.step())
    selection.reset()
    var seen: [Int64] = []
    while try selection.step() { seen.append(selection.integer(at: 0)) }
    #expect(seen == Array(1...10))
  }

  @Test func columnsHaveNames() throws {
    let statement = try Statement(connection, "SELECT 1 AS one, 2 AS \"the second\"")
    #expect((0..<2).map { statement.columnName(at: $0) } == ["one", "the second"])
  }

  @Test(arguments: [
    ("SELECT 1", true), ("PRAGMA user_version", true), ("CREATE TABLE t (a)", false),
    ("VALUES (1)", true), ("DELETE FROM sqlite_schema WHERE 0", false),
  ])
  func whatWritesIsKnown(sql: String, isReadOnly: Bool) throws {
    if sql.hasPrefix("DELETE") {
      #expect(throws: SQLiteError.self) { _ = try Statement(connection, sql) }
    } else {
      #expect(try Statement(connection, sql).isReadOnly == isReadOnly)
    }
  }

  @Test(arguments: [
    ("SELECT 1", ""), ("SELECT 1;", ""), ("SELECT 1; -- no more", ""),
    ("SELECT 1; /* no more */ ", ""), ("SELECT 1; SELECT 2", " SELECT 2"),
    ("SELECT ';'; nonsense", " nonsense"),
  ])
  func whatFollowsIsThere(sql: String, rest: String) throws {
    #expect(try Statement(connection, sql).rest == rest)
  }

  @Test(arguments: ["", "  ", "-- only a comment"])
  func nothingIsNoStatement(sql: String) {
    #expect(throws: SQLiteError(code: 21, message: "there is no statement", sql: sql)) {
      _ = try Statement(connection, sql)
    }
  }

  @Test func errorsNameTheStatement() throws {
    try connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE) STRICT")
    let sql = "INSERT INTO t VALUES (1, 'x')"
    var statement = try Statement(connection, sql)
    try statement.run()
    let error = try #require(throws: SQLiteError.self) { try statement.run() }
    #expect(error.isConstraint)
    #expect(error.extendedCode != error.code)
    #expect(error.sql == sql)
    #expect(error.message == "UNIQUE constraint failed: t.a")
    let parameter = try #require(throws: SQLiteError.self) { try statement.bind(true, at: 1) }
    #expect(parameter.message.contains("index out of range"))
  }
}
