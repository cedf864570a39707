import Foundation
import GCTraceKit
import TraceTesting
import Testing

@Suite struct CatalogueTests {
  private let folder: TemporaryFolder
  private let catalogue: Catalogue
  private var database: String { folder.path("gctrace.db") }

  /// Two traces; the first has two runs, the second one.
  init() throws {
    folder = try TemporaryFolder()
    let database = folder.path("gctrace.db")
    catalogue = Catalogue(databasePath: database)
    for (name, runs) in [("one", 2), ("two", 1)] {
      let log = try folder.write(
        "gctrace 1\ntype 1 list\nalloc 1 1 8\nmark \(name)\ncollect\n",
        to: "\(name).log"
      )
      _ = try Importer(databasePath: database).importLog(path: log, name: nil)
      for _ in 0..<runs {
        _ = try Replayer(databasePath: database).replay(trace: name, options: .init())
      }
    }
  }

  private func answer(_ sql: String) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try catalogue.query(sql, columns: { _ in }, row: { rows.append($0) })
    return rows
  }

  private func checkClean() throws {
    #expect(try answer("PRAGMA integrity_check") == [[.text("ok")]])
    #expect(try answer("PRAGMA foreign_key_check") == [])
  }

  @Test func listsTraces() throws {
    let table = try catalogue.traces()
    #expect(
      table.columns == [
        "id", "name", "python", "events", "objects", "observed", "runs", "imported_at", "source",
      ]
    )
    #expect(table.rows.map { $0[1] } == [.text("one"), .text("two")])
    #expect(table.rows.map { $0[6] } == [.integer(2), .integer(1)])
  }

  @Test func listsRuns() throws {
    let table = try catalogue.runs()
    #expect(table.rows.map { $0[0] } == [.integer(1), .integer(2), .integer(3)])
    #expect(table.rows.map { $0[2] } == [.text("one"), .text("one"), .text("two")])
  }

  @Test func handsOverColumnsAndValues() throws {
    var columns: [String] = []
    var rows: [[SQLValue]] = []
    try catalogue.query(
      "SELECT 1 AS a, 2.5 AS b, 'x' AS c, NULL AS d, x'00ff' AS e",
      columns: { columns = $0 },
      row: { rows.append($0) }
    )
    #expect(columns == ["a", "b", "c", "d", "e"])
    #expect(rows == [[.integer(1), .real(2.5), .text("x"), .null, .blob([0, 255])]])
  }

  @Test(arguments: [
    "SELEC 1", "SELECT nothing FROM trace", "SELECT 1; DELETE FROM run", "DELETE FROM run",
    "ATTACH 'other.db' AS other", "", "CREATE TABLE t(a)",
  ])
  func refusesWhatIsNoQuestion(_ sql: String) throws {
    let before = try Data(contentsOf: URL(filePath: database))
    do throws(GCTraceError) {
      try catalogue.query(sql, columns: { _ in }, row: { _ in })
      Issue.record("expected \(sql) to be refused")
    } catch {
      guard case .badQuery = error else {
        Issue.record("\(error)")
        return
      }
    }
    #expect(try Data(contentsOf: URL(filePath: database)) == before)
  }

  @Test func deletesARun() throws {
    #expect(try catalogue.deleteRun(1).contains("run 1"))
    #expect(try catalogue.runs().rows.map { $0[0] } == [.integer(2), .integer(3)])
    #expect(
      try answer("SELECT DISTINCT run_id FROM collection ORDER BY 1") == [
        [.integer(2)], [.integer(3)],
      ]
    )
    #expect(throws: GCTraceError.noSuchRun("1")) { try catalogue.deleteRun(1) }
    try checkClean()
  }

  @Test func deletesATraceWithItsRuns() throws {
    #expect(try catalogue.deleteTrace("one").contains("2 runs"))
    #expect(try catalogue.traces().rows.map { $0[1] } == [.text("two")])
    #expect(try catalogue.runs().rows.map { $0[0] } == [.integer(3)])
    #expect(try answer("SELECT count(*) FROM event_block") == [[.integer(1)]])
    #expect(throws: GCTraceError.noSuchTrace("one")) { try catalogue.deleteTrace("one") }
    try checkClean()
  }

  @Test func stopsALongQuestion() throws {
    #expect(throws: GCTraceError.interrupted) {
      try catalogue.query(
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        monitor: Monitor(isInterrupted: { true }),
        columns: { _ in },
        row: { _ in }
      )
    }
  }

  @Test func wantsADatabase() throws {
    let missing = Catalogue(databasePath: folder.path("none.db"))
    #expect(throws: GCTraceError.self) { try missing.traces() }
    #expect(!(try folder.contents().contains("none.db")))
  }
}
