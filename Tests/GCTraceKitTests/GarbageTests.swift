import Foundation
import CyclicGC
import GCTraceKit
import HeapTrace
import SQLite
import Testing
import TraceTesting

/// Garbage and deaths of recordings, in the database.
struct GarbageTests {
  /// The columns of a collection agree with the rows of `garbage`, and every object of the trace ends once.
  @Test(arguments: ["docutils-py3.11.7", "exceptions-py3.13.0", "asyncio_tasks-py3.12.1"])
  func recordings(name: String) throws {
    let folder = try TemporaryFolder()
    let database = folder.path("recording.db")
    let log = Fixtures.folder.appending(path: "recordings/\(name).log.gz").path
    _ = try Importer(databasePath: database).importLog(path: log, name: nil)
    var options = Replayer.Options()
    options.datesGarbage = true
    options.countsDeaths = true
    let summary = try Replayer(databasePath: database).replay(trace: nil, options: options)
    let garbage = try #require(summary.garbage)
    let connection = try Connection(path: database, access: .readOnly)
    func integer(_ sql: String) throws -> Int64? { try connection.integer(sql) }

    #expect(garbage.objects > 0)
    #expect(try integer("SELECT peak_garbage_objects FROM run") == garbage.objects)
    #expect(
      try integer("SELECT max(garbage_objects) FROM collection") ?? 0 <= garbage.objects
    )
    #expect(
      try integer(
        "SELECT (SELECT sum(objects) FROM death_count) - (SELECT objects FROM trace)"
      ) == 0
    )
    // Every object that a collection freed was garbage before, and was freed by it.
    #expect(
      try integer(
        """
        WITH freed AS MATERIALIZED (
          SELECT collection, object_id FROM unreachable WHERE outcome = 'freed'
        ), dated AS MATERIALIZED (SELECT collection, object_id FROM garbage)
        SELECT count(*) FROM (SELECT * FROM freed EXCEPT SELECT * FROM dated)
        """
      ) == 0
    )
    // The floating garbage of every collection, recounted from the rows. An object that becomes garbage in an event counts for the
    // collections of later events, up to the collection that frees it.
    let wrong = try integer(
      """
      WITH g AS MATERIALIZED (
        SELECT unreachable_event AS u, freed_event AS f, collection AS c FROM garbage
      ),
      change(event, seq, objects) AS (
        SELECT u, NULL, 1 FROM g UNION ALL SELECT f, c, -1 FROM g WHERE f IS NOT NULL
      ),
      per_event AS MATERIALIZED (
        SELECT event, sum(objects) AS objects FROM change GROUP BY event
      )
      SELECT count(*) FROM collection AS c
      WHERE (SELECT count(*) FROM collection AS o WHERE o.event = c.event) = 1
        AND c.garbage_left_objects IS NOT (
          SELECT coalesce(sum(objects), 0) FROM per_event AS p WHERE p.event <= c.event
        )
      """
    )
    #expect(wrong == 0)
  }
}
