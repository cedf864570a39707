package import SQLite
import TraceSchema

extension TraceDatabase {
  /// What is missing or other than schema.sql says, as SQLite would report it; nil: all is as it should be, or cannot be told.
  ///
  /// For when a statement has failed: it takes a few milliseconds.
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
