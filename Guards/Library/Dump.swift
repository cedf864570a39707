package import SQLite

/// Everything in a database except the times of storing. Equal dumps mean equal content.
package struct Dump: Equatable, Sendable {
  private static let times: Set<String> = ["imported_at", "started_at", "finished_at"]

  /// By table, its rows as text, in order of their keys.
  package var tables: [String: [String]] = [:]
  /// The text of the schema, and its version.
  package var schema: [String] = []

  /// Reads a database. Opening it rolls back the unfinished work of a dead process.
  package init(path: String) throws(SQLiteError) {
    let connection = try Connection(path: path, access: .readWrite)
    var items = try Statement(
      connection,
      "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
    )
    schema.append("version \(try connection.integer("PRAGMA user_version") ?? 0)")
    var names: [String] = []
    while try items.step() {
      schema.append("\(items.text(at: 1)): \(items.text(at: 2))")
      // The planner's statistics depend on the time at which they were gathered.
      if items.text(at: 0) == "table", items.text(at: 1) != "sqlite_stat1" {
        names.append(items.text(at: 1))
      }
    }
    schema.removeAll { $0.hasPrefix("sqlite_stat1:") }
    for name in names { tables[name] = try Self.rows(of: name, connection) }
  }

  private static func rows(
    of table: String,
    _ connection: Connection
  ) throws(SQLiteError) -> [String] {
    var statement = try Statement(connection, "SELECT * FROM \"\(table)\"")
    let columns = (0..<statement.columnCount).filter {
      !times.contains(statement.columnName(at: $0))
    }
    var rows: [String] = []
    while try statement.step() {
      rows.append(columns.map { "\(statement.value(at: $0))" }.joined(separator: "|"))
    }
    return rows.sorted()
  }

  /// The complaints of SQLite's two checks about a database.
  package static func problems(path: String) throws(SQLiteError) -> [String] {
    let connection = try Connection(path: path, access: .readWrite)
    var checks = try Statement(
      connection,
      """
      SELECT 'row ' || "rowid" || ' of ' || "table" || ' refers to nothing'
      FROM pragma_foreign_key_check
      UNION ALL SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'
      """
    )
    var problems: [String] = []
    while try checks.step() { problems.append(checks.text(at: 0)) }
    return problems
  }
}
