package import SQLite
package import TraceSchema

/// Brings a database of an older version to a schema.
///
/// There is no list of steps. An empty database is made from the schema's own text, and the two are compared:
///
/// - Missing items are created.
/// - Views, triggers and indexes are created anew.
/// - A table whose text differs but whose rows are stored in the same way (other constraints or comments, further columns at its end)
///   gets the new text.
/// - A table whose rows differ as well is copied.
/// - Items that the schema does not know, such as a view that somebody added, stay.
///
/// The caller runs all of it in one transaction. If anything fails, the database is as it was. The migration keeps every row; a column
/// that has no place in the new version is an error.
package struct SchemaMigration {
  private let connection: Connection
  private let schema: Schema
  /// An empty database of the schema's version.
  private let model: Connection
  private let wanted: SchemaImage
  private let found: SchemaImage

  /// - Parameter connection: a connection that nothing else uses. The caller must close it afterwards.
  package init(_ connection: Connection, to schema: Schema) throws(SQLiteError) {
    self.connection = connection
    self.schema = schema
    model = try Connection(path: ":memory:", access: .create)
    try model.execute(schema.sql)
    wanted = try SchemaImage(of: model)
    found = try SchemaImage(of: connection)
  }

  /// Settings that the connection needs before the transaction in which it migrates.
  package static func prepare(_ connection: Connection) throws(SQLiteError) {
    connection.setDefensive(false)
    // A table that is renamed for its copy must not take foreign keys of other tables along.
    try connection.execute("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON")
  }

  /// Runs the whole migration within the caller's transaction.
  package func run() throws(SQLiteError) {
    let (changed, edits) = try changeTables()
    try edit(edits)
    try makeTheRest()
    for table in wanted.items(.table) { try fill(table) }
    try check(changed)
    if try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") != 0
    {
      try connection.execute("PRAGMA analysis_limit = 1000; ANALYZE")
    }
    try connection.execute("PRAGMA user_version = \(schema.version)")
  }

  /// Drops views, triggers and indexes, and creates and copies tables.
  ///
  /// - Returns: the tables that changed, and those of them that only need the new text.
  private func changeTables() throws(SQLiteError) -> (
    changed: [SchemaImage.Item], edits: [SchemaImage.Item]
  ) {
    for item in found.items(.trigger, .view, .index) where !isAsWanted(item) {
      try connection.execute("DROP \(item.kind.rawValue.uppercased()) \(quoted(item.name))")
    }
    var changed: [SchemaImage.Item] = []
    var edits: [SchemaImage.Item] = []
    for table in wanted.items(.table) {
      guard let old = found.item(named: table.name), old.kind == .table else {
        try connection.execute(table.sql)
        continue
      }
      if old.sql == table.sql { continue }
      changed.append(table)
      let shape = try TableShape(of: old, connection)
      let newShape = try TableShape(of: table, model)
      if old.name == table.name, shape.isStored(as: newShape) {
        edits.append(table)
      } else {
        try copy(old, shape, to: table, newShape)
      }
    }
    return (changed, edits)
  }

  /// An index whose table stays may stay, too. Creating it anew takes a pass over the table.
  private func isAsWanted(_ item: SchemaImage.Item) -> Bool {
    guard item.kind == .index, wanted.item(named: item.name) == item else { return false }
    return found.item(named: item.table)?.sql == wanted.item(named: item.table)?.sql
  }

  /// Creates a table anew with the rows of an old one.
  private func copy(
    _ old: SchemaImage.Item,
    _ shape: TableShape,
    to table: SchemaImage.Item,
    _ newShape: TableShape
  ) throws(SQLiteError) {
    let columns = shape.ordinaryColumns
    let known = Set(newShape.ordinaryColumns.map { $0.lowercased() })
    if let lost = columns.first(where: { !known.contains($0.lowercased()) }) {
      throw SQLiteError(
        code: 11,
        message: "\(table.name).\(lost) has no place in version \(schema.version)"
      )
    }
    let aside = "gctrace_before_\(table.name)"
    try connection.execute("ALTER TABLE \(quoted(old.name)) RENAME TO \(quoted(aside))")
    try connection.execute(table.sql)
    let list = columns.map(quoted).joined(separator: ", ")
    let order = shape.hasRowid ? " ORDER BY rowid" : ""
    try connection.execute(
      "INSERT INTO \(quoted(table.name)) (\(list)) SELECT \(list) FROM \(quoted(aside))\(order)"
    )
    try connection.execute("DROP TABLE \(quoted(aside))")
  }

  /// Gives tables their new text without changing their rows, in the way that SQLite's documentation of ALTER TABLE describes.
  private func edit(_ tables: [SchemaImage.Item]) throws(SQLiteError) {
    if tables.isEmpty { return }
    let version = try connection.integer("PRAGMA schema_version") ?? 0
    try connection.execute("PRAGMA writable_schema = ON")
    do throws(SQLiteError) {
      var update = try Statement(
        connection,
        "UPDATE sqlite_schema SET sql = ?2 WHERE type = 'table' AND name = ?1"
      )
      for table in tables {
        try update.bind(table.name, at: 1)
        try update.bind(table.sql, at: 2)
        try update.run()
      }
    } catch {
      try? connection.execute("PRAGMA writable_schema = OFF")
      throw error
    }
    try connection.execute("PRAGMA schema_version = \(version + 1)")
    // This also reads the schema again.
    try connection.execute("PRAGMA writable_schema = RESET")
  }

  /// Creates the indexes, views and triggers of the schema, then the other ones that the database had.
  private func makeTheRest() throws(SQLiteError) {
    let kept = found.items(.index, .view, .trigger).filter { wanted.item(named: $0.name) == nil }
    for item in wanted.items(.index, .view, .trigger) + kept where !isAsWanted(item) {
      // Only one statement, whatever the old database holds.
      var statement = try Statement(connection, item.sql, isPersistent: false)
      try statement.run()
    }
  }

  /// Adds the rows that the schema itself inserts into a table. Other tables are left alone.
  private func fill(_ table: SchemaImage.Item) throws(SQLiteError) {
    var rows = try Statement(model, "SELECT * FROM \(quoted(table.name))")
    guard try rows.step() else { return }
    try connection.execute("DELETE FROM \(quoted(table.name))")
    let values = Array(repeating: "?", count: Int(rows.columnCount)).joined(separator: ", ")
    var insert = try Statement(connection, "INSERT INTO \(quoted(table.name)) VALUES (\(values))")
    repeat {
      for column in 0..<rows.columnCount {
        try insert.bind(rows.value(at: column), at: column + 1)
      }
      try insert.run()
    } while try rows.step()
  }

  /// Compares the database with the schema, and checks the constraints of the changed tables.
  private func check(_ changed: [SchemaImage.Item]) throws(SQLiteError) {
    let result = try SchemaImage(of: connection)
    for item in wanted.items where result.item(named: item.name) != item {
      throw SQLiteError(code: 11, message: "\(item.name) did not become as it should")
    }
    for table in changed {
      var problems = try Statement(
        connection,
        """
        SELECT * FROM pragma_integrity_check(?1) WHERE integrity_check <> 'ok'
        UNION ALL
        SELECT 'row ' || "rowid" || ' refers to no row of ' || parent
        FROM pragma_foreign_key_check(?1)
        """,
        isPersistent: false
      )
      try problems.bind(table.name, at: 1)
      if try problems.step() {
        throw SQLiteError(code: 11, message: "\(table.name): \(problems.text(at: 0))")
      }
    }
  }
}
