import SQLite

extension TraceDatabase {
  /// Lets SQLite keep at most so many KiB of pages in memory: few for work that only reads in order and appends, such as a replay, to
  /// which a page that it has left is of no more use.
  package func limitCache(toKibibytes size: Int) throws(TraceStoreError) {
    try mappingErrors { () throws(SQLiteError) in
      try connection.execute("PRAGMA cache_size = -\(size)")
    }
  }
}
