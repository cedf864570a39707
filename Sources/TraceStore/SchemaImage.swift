import SQLite

/// The contents of a database's `sqlite_schema`: its tables, indexes, views and triggers with their texts, without SQLite's own.
struct SchemaImage {
  /// A table, index, view or trigger.
  struct Item: Equatable {
    enum Kind: String {
      case table, index, view, trigger
    }

    var kind: Kind
    var name: String
    /// The table of an index or trigger; for a table or view, its own name.
    var table: String
    /// The CREATE statement as given, including comments.
    var sql: String
  }

  /// In the order of creation.
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

  /// The item with that name. SQLite's names ignore case.
  func item(named name: String) -> Item? {
    items.first { $0.name.lowercased() == name.lowercased() }
  }

  func items(_ kinds: Item.Kind...) -> [Item] {
    items.filter { kinds.contains($0.kind) }
  }
}

/// A name in SQL's quotes.
func quoted(_ name: String) -> String {
  "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    + "\""
}
