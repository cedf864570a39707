import SQLite

/// What `sqlite_schema` says of a database: its tables, indexes, views and triggers with their texts; SQLite's own are left out.
struct SchemaImage {
  /// A table, index, view or trigger.
  struct Item: Equatable {
    enum Kind: String {
      case table, index, view, trigger
    }

    var kind: Kind
    var name: String
    /// The table that an index or trigger is of; a table's or view's own name.
    var table: String
    /// The CREATE statement as it was given, comments included.
    var sql: String
  }

  /// In the order in which they were made.
  var items: [Item] = []

  init(of connection: Connection) throws(SQLiteError) {
    var rows = try Statement(
      connection,
      """
      SELECT type, name, tbl_name, sql FROM sqlite_schema
      WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql IS NOT NULL
      ORDER BY rowid
      """,
      isPersistent: false
    )
    while try rows.step() {
      guard let kind = Item.Kind(rawValue: rows.text(at: 0)) else { continue }
      items.append(
        Item(kind: kind, name: rows.text(at: 1), table: rows.text(at: 2), sql: rows.text(at: 3))
      )
    }
  }

  /// The item of that name; SQLite's names do not tell capitals from small letters.
  func item(named name: String) -> Item? {
    items.first { $0.name.lowercased() == name.lowercased() }
  }

  func items(_ kinds: Item.Kind...) -> [Item] {
    items.filter { kinds.contains($0.kind) }
  }
}

/// A name as SQL quotes it.
func quoted(_ name: String) -> String {
  "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
