import HeapTrace
import SQLite

/// Stores the types, sites and names of a trace.
struct DefinitionWriter: ~Copyable {
  private var types: Statement
  private var sites: Statement
  private var names: Statement

  init(_ connection: Connection, trace: Int64) throws(SQLiteError) {
    let types = try Statement(
      connection,
      """
      INSERT INTO type (trace_id, id, name, kind, finalizer, legacy, freelist)
      VALUES (\(trace), ?1, ?2, ?3, ?4, ?5, ?6)
      """
    )
    let sites = try Statement(
      connection,
      "INSERT INTO site (trace_id, id, file, line, function) VALUES (\(trace), ?1, ?2, ?3, ?4)"
    )
    let names = try Statement(
      connection,
      "INSERT INTO name (trace_id, id, text) VALUES (\(trace), ?1, ?2)"
    )
    self.names = names
    self.types = types
    self.sites = sites
  }

  mutating func write(_ batch: borrowing EventBatch) throws(SQLiteError) {
    for type in batch.types {
      try types.bind(Int64(type.number), at: 1)
      try types.bind(type.name, at: 2)
      try types.bind(type.kind.rawValue, at: 3)
      try types.bind(type.hasFinalizer, at: 4)
      try types.bind(type.isLegacy, at: 5)
      try types.bind(type.freeListLimit.map(Int64.init), at: 6)
      try types.run()
    }
    for site in batch.sites {
      try sites.bind(Int64(site.number), at: 1)
      try sites.bind(site.file, at: 2)
      try sites.bind(site.line, at: 3)
      try sites.bind(site.function, at: 4)
      try sites.run()
    }
    for name in batch.names {
      try names.bind(Int64(name.number), at: 1)
      try names.bind(name.text, at: 2)
      try names.run()
    }
  }
}
