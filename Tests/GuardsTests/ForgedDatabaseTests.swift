import Foundation
import GCTraceKit
import Guards
import SQLite
import Testing
import TraceSchema
import TraceTesting

/// Databases that were damaged on a disk, or forged by somebody: whatever stands in them, every command ends with what it asks for or with
/// one line that says what is wrong.
@Suite struct ForgedDatabaseTests {
  /// A report of a collection, and garbage that the program takes up again: another collector has freed it by then.
  private static let end = [
    "mark end", "name 900 end", "site 900 end.py:1 f", "collect 2 900", "observed 2 0 0", "disable",
    "type 900 Late", "alloc 900001 900 48",
    "ref 900001 900001", "release 900001", "alloc 900002 900 48", "alloc 900003 900 48",
    "alloc 900004 900 48", "retain 900001",
  ]

  private let folder: TemporaryFolder
  private let good: String
  private let bad: String

  init() throws {
    folder = try TemporaryFolder()
    good = try Self.prepared.get().path("good.db")
    bad = folder.path("bad.db")
  }

  /// A folder with a database that has rows in every table.
  private static let prepared = Result {
    let folder = try TemporaryFolder()
    let good = folder.path("good.db")
    let log = try ["gctrace 2"] + MutationRun.log(seed: 4, events: 100).dropFirst() + Self.end
    _ = try Importer(databasePath: good).importLog(
      path: try folder.write(log.joined(separator: "\n") + "\n", to: "a.log"),
      name: "a"
    )
    _ = try Replayer(databasePath: good).replay(trace: nil, options: .init())
    _ = DatabaseExercise.run(path: good, deleting: nil)
    return folder
  }

  /// Does everything that can be done with a database; says what each command said.
  private func exercise() -> [String] {
    DatabaseExercise.run(path: bad, deleting: "a").map(\.message)
  }

  private func expectLines(_ said: [String], _ what: String) {
    for line in said where line.isEmpty || line.contains("\n") {
      Issue.record("\(what): \(line)")
    }
  }

  /// Bytes that a disk or a transfer got wrong, or the end that is missing.
  @Test(arguments: UInt64(1)...40) func aFlippedOrCutFile(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = Array(try Data(contentsOf: URL(filePath: good)))
    if random.chance(1, in: 6) {
      bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
    } else {
      // The schema is on the first pages.
      let end = random.chance(1, in: 3) ? 20_000 : bytes.count
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
    }
    try Data(bytes).write(to: URL(filePath: bad))
    expectLines(exercise(), "seed \(seed)")
  }

  /// Every column of every table at the limits of what it may hold, in all its rows.
  @Test(arguments: try tables()) func aForgedColumn(table: String) throws {
    let columns = try columns(of: table)
    #expect(!columns.isEmpty)
    let rows = try Connection(path: good, access: .readOnly)
      .integer("SELECT count(*) FROM \"\(table)\"")
    #expect(rows ?? 0 > 0, "no row of it can be forged")
    for (column, type) in columns {
      for value in Self.values[type] ?? Self.integers {
        try? FileManager.default.removeItem(atPath: bad)
        try FileManager.default.copyItem(atPath: good, toPath: bad)
        let connection = try Connection(path: bad, access: .readWrite)
        // What SQLite itself refuses, such as a second row with one key, is no forgery.
        try connection.execute("PRAGMA ignore_check_constraints = ON")
        try? connection.execute("UPDATE OR IGNORE \"\(table)\" SET \"\(column)\" = \(value)")
        connection.close()
        expectLines(exercise(), "\(table).\(column) = \(value)")
      }
    }
  }

  /// Every table of the schema.
  private static func tables() throws -> [String] {
    let connection = try Connection(path: ":memory:", access: .readWrite)
    try connection.execute(Schema.current.sql)
    var statement = try Statement(
      connection,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    var names: [String] = []
    while try statement.step() { names.append(statement.text(at: 0)) }
    return names
  }

  private func columns(of table: String) throws -> [(String, String)] {
    let connection = try Connection(path: good, access: .readOnly)
    var statement = try Statement(connection, "SELECT name, type FROM pragma_table_info(?1)")
    try statement.bind(table, at: 1)
    var columns: [(String, String)] = []
    while try statement.step() { columns.append((statement.text(at: 0), statement.text(at: 1))) }
    return columns
  }

  private static let integers = ["-1", "2147483648", "9223372036854775807"]
  private static let values = [
    "TEXT": [
      "''", "'{\"0\":9223372036854775807,\"0\":2}'",
      "replace(hex(zeroblob(300)), '0', char(1114111))",
    ],
    "BLOB": ["x''", "x'FFFFFFFFFFFFFFFFFFFFFFFF'"],
  ]

  /// Tables that are views, views that are gone, and a version that is not what it says.
  @Test(arguments: [
    "DROP VIEW event", "DROP VIEW reachable; CREATE TABLE reachable (a)",
    "DROP TABLE event_block; CREATE VIEW event_block AS SELECT 1 AS trace_id",
    "DROP TABLE trace; CREATE TABLE trace (id INTEGER PRIMARY KEY, name)",
    "DROP TABLE object_run; CREATE VIEW object_run AS SELECT 1 AS trace_id, k + 1 AS first, 1 AS length FROM position",
    "DROP TABLE run; CREATE TABLE run (id TEXT, trace_id TEXT)", "PRAGMA user_version = 1",
    "PRAGMA user_version = 99", "PRAGMA user_version = -1", "PRAGMA application_id = 1",
    "DROP TABLE given_id", "DROP TABLE position",
    "CREATE TRIGGER t BEFORE DELETE ON trace BEGIN SELECT RAISE(ABORT, 'no'); END",
  ])
  func aForgedSchema(change: String) throws {
    try FileManager.default.copyItem(atPath: good, toPath: bad)
    let connection = try Connection(path: bad, access: .readWrite)
    try connection.execute(change)
    connection.close()
    expectLines(exercise(), change)
  }
}
