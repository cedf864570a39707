import SQLite

/// The way in which a table stores its rows. Comments, CHECKs, foreign keys and the like do not belong to it, because they change no byte
/// of a row.
struct TableShape: Equatable {
  struct Column: Equatable {
    var name: String
    var type: String
    var isNotNull: Bool
    /// SQL for the default value; nil: NULL.
    var defaultValue: String?
    /// Its place in the primary key, from 1; 0: not part of it.
    var keyPosition: Int64
    /// The value in `table_xinfo`: 0 for an ordinary column, 2 for a generated one, 3 for a stored generated one.
    var hidden: Int64
  }

  /// A column of the index of a PRIMARY KEY or UNIQUE constraint, or of the primary key of a table without a rowid.
  struct IndexColumn: Equatable {
    var index: Int64
    var column: Int64
    var isDescending: Bool
    var collation: String
  }

  var columns: [Column] = []
  var keyColumns: [IndexColumn] = []
  var isStrict = false
  var hasRowid = true
  /// Whether SQLite never gives a rowid twice, for which it keeps a table of its own.
  var isAutoincrement = false

  init(of table: SchemaImage.Item, _ connection: Connection) throws(SQLiteError) {
    isAutoincrement = table.sql.uppercased().contains("AUTOINCREMENT")
    var rows = try Statement(
      connection,
      "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid",
      isPersistent: false
    )
    try rows.bind(table.name, at: 1)
    while try rows.step() {
      columns.append(
        Column(
          name: rows.text(at: 0),
          type: rows.text(at: 1),
          isNotNull: rows.integer(at: 2) != 0,
          defaultValue: rows.optionalText(at: 3),
          keyPosition: rows.integer(at: 4),
          hidden: rows.integer(at: 5)
        )
      )
    }
    var flags = try Statement(
      connection,
      "SELECT wr, strict FROM pragma_table_list(?1) WHERE schema = 'main'",
      isPersistent: false
    )
    try flags.bind(table.name, at: 1)
    while try flags.step() {
      hasRowid = flags.integer(at: 0) == 0
      isStrict = flags.integer(at: 1) != 0
    }
    // "key" are the columns that order the rows. In a table without a rowid, the other columns follow in their order.
    var keys = try Statement(
      connection,
      """
      SELECT l.seq, x.cid, x."desc", x.coll
      FROM pragma_index_list(?1) AS l JOIN pragma_index_xinfo(l.name) AS x
      WHERE l.origin IN ('pk', 'u') AND x.key ORDER BY l.seq, x.seqno
      """,
      isPersistent: false
    )
    try keys.bind(table.name, at: 1)
    while try keys.step() {
      keyColumns.append(
        IndexColumn(
          index: keys.integer(at: 0),
          column: keys.integer(at: 1),
          isDescending: keys.integer(at: 2) != 0,
          collation: keys.text(at: 3)
        )
      )
    }
  }

  /// Whether rows stored in this shape are valid rows of the other shape without change. The other shape may differ in things that no row
  /// shows, and may have further columns at its end, as ALTER TABLE ADD COLUMN would add them.
  func isStored(as other: TableShape) -> Bool {
    guard
      keyColumns == other.keyColumns, isStrict == other.isStrict, hasRowid == other.hasRowid,
      isAutoincrement == other.isAutoincrement, columns.count <= other.columns.count,
      zip(columns, other.columns).allSatisfy({ $0.isStored(as: $1) })
    else { return false }
    return other.columns.dropFirst(columns.count).allSatisfy(\.mayBeAbsent)
  }

  /// The ordinary columns, which an INSERT may name.
  var ordinaryColumns: [String] {
    columns.filter { $0.hidden == 0 }.map(\.name)
  }
}

extension TableShape.Column {
  fileprivate func isStored(as other: Self) -> Bool {
    // NOT NULL may come or go, because a later step checks whether the rows satisfy it.
    var same = other
    same.isNotNull = isNotNull
    return self == same
  }

  /// Whether a row that ends before this column still has a value for it: NULL or a constant.
  fileprivate var mayBeAbsent: Bool {
    guard keyPosition == 0, hidden == 0 else { return false }
    guard let defaultValue else { return !isNotNull }
    // SQLite reports (3 + 4) without its parentheses. It evaluates such an expression when it stores a row.
    let text = defaultValue.hasPrefix("'") && defaultValue.hasSuffix("'")
    return text
      ? !defaultValue.dropFirst().dropLast().contains("'")
      : defaultValue.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
  }
}
