import SQLite
import TraceSchema

/// How the schema in a file relates to the schema that this program knows.
enum SchemaStatus: Equatable {
  /// A database of this version.
  case current
  /// A database with nothing in it.
  case empty
  case older(version: Int64)
  case newer(version: Int64)
  /// A database of another program.
  case foreign

  var isOlder: Bool {
    if case .older = self { true } else { false }
  }

  init(of connection: Connection, comparedWith schema: Schema) throws(SQLiteError) {
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

  /// Brings an empty or an older database to the schema's version. If anything fails, the database stays as it was.
  ///
  /// - Parameter connection: the caller must close it afterwards if the database was older.
  /// - Returns: the file's status afterwards.
  func upgrade(
    _ connection: Connection,
    to schema: Schema
  ) throws(SQLiteError) -> SchemaStatus {
    if self == .empty {
      try connection.execute("PRAGMA page_size = 16384")
    } else {
      try SchemaMigration.prepare(connection)
    }
    return try connection.transaction { () throws(SQLiteError) in
      // Another process may have upgraded the file first.
      let status = try SchemaStatus(of: connection, comparedWith: schema)
      switch status {
      case .empty: try connection.execute(schema.sql)
      case .older: try SchemaMigration(connection, to: schema).run()
      case .current, .newer, .foreign: return status
      }
      return try SchemaStatus(of: connection, comparedWith: schema)
    }
  }
}
