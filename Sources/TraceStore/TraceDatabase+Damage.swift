package import SQLite
import TraceSchema

extension TraceDatabase {
  /// The first difference between the database's schema and schema.sql, as SQLite would report it; nil: there is none, or it cannot be
  /// found.
  ///
  /// Call it after a statement has failed. It takes a few milliseconds.
  package func schemaDamage() -> SQLiteError? {
    do throws(SQLiteError) {
      let model = try Connection(path: ":memory:", access: .create)
      try model.execute(Schema.current.sql)
      let found = try SchemaImage(of: connection)
      for item in try SchemaImage(of: model).items {
        guard let there = found.item(named: item.name) else {
          return damage("the \(item.kind.rawValue) \(item.name) is missing")
        }
        if there != item { return damage("the \(item.kind.rawValue) \(item.name) is not ours") }
      }
      return nil
    } catch {
      return error.isCorrupt ? error : nil
    }
  }

  private func damage(_ message: String) -> SQLiteError {
    SQLiteError(code: 11, message: message, path: path)
  }
}
