import Foundation
import CyclicGC
import GCTraceKit
import HeapTrace
import SQLite
import Testing
import TraceTesting

/// Garbage and deaths that are made of a stored run are those that its replay would have made.
struct RunAnalysesTests {
  @Test(arguments: ["docutils-py3.11.7", "exceptions-py3.13.0"])
  func madeLaterIsTheSame(name: String) throws {
    let folder = try TemporaryFolder()
    let database = folder.path("recording.db")
    let log = Fixtures.folder.appending(path: "recordings/\(name).log.gz").path
    _ = try Importer(databasePath: database).importLog(path: log, name: nil)
    var options = Replayer.Options()
    options.datesGarbage = true
    options.countsDeaths = true
    _ = try Replayer(databasePath: database).replay(trace: nil, options: options)
    _ = try Replayer(databasePath: database).replay(trace: nil, options: .init())
    var told: [RunAnalyses.Kind] = []
    try RunAnalyses(databasePath: database).prepare(run: "2") { run, kinds in
      #expect(run == 2)
      told = kinds
    }
    #expect(told == [.garbage, .deaths])
    // Once is enough.
    try RunAnalyses(databasePath: database).prepare(run: "2") { _, _ in Issue.record("made again") }

    let connection = try Connection(path: database, access: .readOnly)
    for (table, columns) in [
      ("garbage", "object_id, unreachable_event, freed_event, collection, age_events, age_bytes"),
      ("death_count", "type_id, cause, generation, objects, bytes"),
      (
        "collection",
        "seq, garbage_objects, garbage_bytes, garbage_left_objects, garbage_left_bytes"
      ), ("analysis", "kind"),
    ] {
      func rows(_ run: Int) -> String { "SELECT \(columns) FROM \(table) WHERE run_id = \(run)" }
      #expect(try connection.integer("SELECT count(*) FROM (\(rows(1)))") ?? 0 > 0)
      for (one, other) in [(1, 2), (2, 1)] {
        #expect(
          try connection.integer("SELECT count(*) FROM (\(rows(one)) EXCEPT \(rows(other)))") == 0,
          "\(table)"
        )
      }
    }
    #expect(
      try connection.integer(
        """
        SELECT count(DISTINCT peak_garbage_objects || ' ' || peak_garbage_bytes || ' ' || peak_garbage_event)
        FROM run
        """
      ) == 1
    )
  }

  @Test func aStoppedOneLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let database = folder.path("recording.db")
    let log = Fixtures.folder.appending(path: "recordings/docutils-py3.11.7.log.gz").path
    _ = try Importer(databasePath: database).importLog(path: log, name: nil)
    _ = try Replayer(databasePath: database).replay(trace: nil, options: .init())
    #expect(throws: GCTraceError.interrupted) {
      try RunAnalyses(databasePath: database).prepare(
        run: nil,
        monitor: Monitor(isInterrupted: { true })
      )
    }
    let connection = try Connection(path: database, access: .readOnly)
    #expect(try connection.integer("SELECT count(*) FROM analysis") == 0)
    #expect(try connection.integer("SELECT count(*) FROM garbage") == 0)
    #expect(try connection.integer("SELECT count(*) FROM death_count") == 0)
  }
}
