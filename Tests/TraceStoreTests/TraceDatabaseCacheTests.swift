import SQLite
import Testing
import TraceStore

@Suite struct TraceDatabaseCacheTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// A writing connection has a cache of its own size until it is limited. Another connection keeps its own size.
  @Test func theCacheHoldsWhatItIsLimitedTo() throws {
    let database = try directory.create()
    let other = try TraceDatabase.open(path: directory.path(), mode: .write)
    let before = try database.connection.integer("PRAGMA cache_size")
    #expect(before != -1000)
    try database.limitCache(toKibibytes: 1000)
    #expect(try database.connection.integer("PRAGMA cache_size") == -1000)
    #expect(try other.connection.integer("PRAGMA cache_size") == before)
  }
}
