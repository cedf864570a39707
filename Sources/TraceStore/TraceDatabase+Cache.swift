import SQLite

extension TraceDatabase {
  /// Limits SQLite's page cache. Work that only reads in order and appends, such as a replay, needs few pages, because it does not come
  /// back to a page.
  package func limitCache(toKibibytes size: Int) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      try connection.execute("PRAGMA cache_size = -\(size)")
    }
  }
}
