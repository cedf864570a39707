import SQLite
import TraceSchema

/// What a file is in the eyes of a schema.
enum SchemaStanding: Equatable {
  /// Of the schema's own version.
  case current
  /// A database with nothing in it.
  case empty
  case older(version: Int64)
  case newer(version: Int64)
  /// Another program's.
  case foreign

  var isOlder: Bool {
    if case .older = self { true } else { false }
  }

  init(of connection: Connection, among schema: Schema) throws(SQLiteError) {
    let version = try connection.integer("PRAGMA user_version") ?? 0
    switch try connection.integer("PRAGMA application_id") {
    case schema.applicationID where version > 0:
      self =
        version == schema.version
        ? .current : version < schema.version ? .older(version: version) : .newer(version: version)
    case 0 where version == 0:
      let items = try connection.integer("SELECT count(*) FROM sqlite_schema")
      self = items == 0 ? .empty : .foreign
    default: self = .foreign
    }
  }

  /// Makes an empty database, or one of an older version, one of the schema's version; whole or not at all.
  /// - Parameter connection: is to be closed afterwards where the database was older.
  /// - Returns: how the file stands afterwards.
  func bringUp(
    _ connection: Connection,
    to schema: Schema
  ) throws(SQLiteError) -> SchemaStanding {
    if self == .empty {
      try connection.execute("PRAGMA page_size = 16384")
    } else {
      try SchemaMigration.prepare(connection)
    }
    return try connection.transaction { () throws(SQLiteError) in
      // Another process may have been quicker.
      let standing = try SchemaStanding(of: connection, among: schema)
      switch standing {
      case .empty: try connection.execute(schema.sql)
      case .older: try SchemaMigration(connection, to: schema).run()
      case .current, .newer, .foreign: return standing
      }
      return try SchemaStanding(of: connection, among: schema)
    }
  }
}
