import Foundation
import GCTraceKit
import SQLite
import TraceTesting
import Testing

@Suite struct CannedQuestionTests {
  private let folder: TemporaryFolder
  private var database: String { folder.path("gctrace.db") }

  /// A run with promoted garbage, survivors, marks, sites and kept garbage, and a run of a what-if.
  init() throws {
    folder = try TemporaryFolder()
    let log = """
      gctrace 1
      type 1 Node
      type 2 Heap
      type 3 Old legacy
      site 1 a.py:7 make
      heap 9 2 500 2
      alloc 1 1 100 1
      alloc 2 1 50 1
      ref 1 2
      ref 2 1
      mark first
      collect 0
      release 1
      release 2
      mark second
      alloc 3 1 30 1
      collect 1
      alloc 4 3 7
      ref 4 4
      release 4
      collect 2

      """
    let path = try folder.write(log, to: "app.log")
    _ = try Importer(databasePath: database).importLog(path: path, name: nil)
    for name in ["recorded", "what-if"] {
      _ = try Replayer(databasePath: database).replay(
        trace: nil,
        options: .init(python: name == "recorded" ? nil : "3.12", name: name)
      )
    }
  }

  private func ask(_ sql: String, run: String? = nil) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    try Catalogue(databasePath: database).query(
      sql,
      run: run,
      columns: { (_) throws(GCTraceError) in },
      row: { (row) throws(GCTraceError) in rows.append(row) }
    )
    return rows
  }

  private func ask(named name: String) throws -> [[SQLValue]] {
    try ask(#require(CannedQuestion.named(name)).sql, run: "recorded")
  }

  @Test(arguments: CannedQuestion.all.map(\.name))
  func everyQuestionCanBeAsked(name: String) throws {
    let question = try #require(CannedQuestion.named(name))
    #expect(question.question.hasSuffix("?"))
    _ = try ask(question.sql)
    _ = try ask(named: name)
  }

  /// The comment of a question's view states the question.
  @Test(arguments: CannedQuestion.all.map(\.name))
  func theViewSaysTheSame(name: String) throws {
    let question = try #require(CannedQuestion.named(name)).question
    let sql = try ask("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = '\(name)'")
    guard case .text(let text)? = sql.first?.first else { return }
    #expect(text.hasPrefix("CREATE VIEW \(name) AS -- \(question)"), "\(name)")
  }

  @Test func theAnswersAreThoseOfTheLog() throws {
    let answers: [(String, [[SQLValue]])] = [
      (
        "garbage_by_type",
        [[.text("Node"), .integer(2), .integer(150), .integer(2), .integer(2)]]
      ),
      (
        "garbage_by_site",
        [[.text("a.py"), .integer(7), .text("make"), .integer(2), .integer(150)]]
      ),
      ("garbage_kept", [[.text("uncollectable"), .text("Old"), .integer(1), .integer(7)]]),
      (
        "promoted_in_vain",
        [[.text("Node"), .integer(1), .integer(2), .integer(150), .real(1)]]
      ),
      (
        "leak",
        [
          [
            .text("Node"), .text("a.py"), .integer(7), .text("make"), .integer(1), .integer(30),
            .integer(1),
          ],
          [.text("Old"), .null, .null, .null, .integer(1), .integer(7), .integer(1)],
        ]
      ),
      (
        "births_by_type",
        [
          [.text("Heap"), .integer(1), .integer(500)], [.text("Node"), .integer(3), .integer(180)],
          [.text("Old"), .integer(1), .integer(7)],
        ]
      ),
      (
        "births_by_site",
        [[.text("a.py"), .integer(7), .text("make"), .integer(3), .integer(180)]]
      ),
    ]
    for (name, rows) in answers { #expect(try ask(named: name) == rows, "\(name)") }
    let marks = try ask(named: "garbage_by_mark")
    #expect(Set(marks.map { $0[0] }) == [.text("first"), .text("second")])
    #expect(marks.first { $0[0] == .text("second") }?[3] == .integer(2))
    #expect(try ask(named: "full_collections").count == 1)
    #expect(
      try ask(named: "collections_by_generation").map { $0[1] } == [1, 1, 1].map(SQLValue.integer)
    )
  }

  @Test func parametersAreTheRunAndItsTrace() throws {
    #expect(try ask("SELECT :run, :trace, @run") == [[2, 1, 2].map(SQLValue.integer)])
    #expect(try ask("SELECT :run", run: "recorded") == [[.integer(1)]])
    #expect(throws: GCTraceError.noSuchRun("7")) { try ask("SELECT :run", run: "7") }
    #expect(throws: GCTraceError.self) { try ask("SELECT :other") }
  }

  @Test func severalStatementsAreAskedInTurn() throws {
    let rows = try ask("SELECT 1;\n-- and\nSELECT ';', 2; /* end */ SELECT 3; -- nothing\n")
    #expect(rows == [[.integer(1)], [.text(";"), .integer(2)], [.integer(3)]])
    // Nothing is passed on if one statement is wrong.
    var columns = 0
    #expect(throws: GCTraceError.self) {
      try Catalogue(databasePath: database).query(
        "SELECT 1; DELETE FROM run",
        columns: { (_) throws(GCTraceError) in columns += 1 },
        row: { (_) throws(GCTraceError) in }
      )
    }
    #expect(columns == 0)
  }

  /// Each set is unfolded once, whatever it is joined with. The plan has an automatic index for it, and no nested scan.
  @Test(arguments: [
    "SELECT count(*) FROM promotion AS p JOIN unreachable AS u ON u.object_id = p.object_id WHERE p.run_id = 1 AND u.run_id = 1",
    "SELECT count(*) FROM reachable AS p JOIN survivor AS u ON u.object_id = p.object_id AND u.run_id = p.run_id WHERE p.run_id = 1",
    "SELECT count(*) FROM run AS r JOIN promotion AS p ON p.run_id = r.id JOIN unreachable AS u ON u.run_id = r.id AND u.object_id = p.object_id WHERE r.id = 1",
  ])
  func setsAreJoinedByAnIndex(sql: String) throws {
    let plan = try ask("EXPLAIN QUERY PLAN " + sql).map { row in
      if case .text(let text) = row[3] { text } else { "" }
    }
    #expect(plan.contains { $0.contains("USING AUTOMATIC") }, "\(plan)")
  }

  /// The objects are read once, not once for each type or site.
  @Test(arguments: ["births_by_type", "births_by_site"])
  func birthsAreReadOnce(view: String) throws {
    let plan = try ask("EXPLAIN QUERY PLAN SELECT * FROM \(view)").map(\.[3])
    #expect(plan.first { $0 != .text("CO-ROUTINE \(view)") } == .text("SCAN o"), "\(plan)")
  }

  /// Datasette has the same questions, each under its own name. It reads the questions of views from there.
  @Test func datasetteAsksTheSame() throws {
    struct Metadata: Decodable {
      struct Query: Decodable { var title, sql: String }
      struct Relation: Decodable {}
      struct Database: Decodable {
        var tables: [String: Relation]
        var queries: [String: Query]
      }
      var databases: [String: Database]
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/datasette.json")
    let metadata = try JSONDecoder().decode(Metadata.self, from: Data(contentsOf: file))
    let told = try #require(metadata.databases["gctrace"])
    #expect(told.queries.count == CannedQuestion.all.count)
    for question in CannedQuestion.all {
      let query = told.queries["ask_" + question.name]
      #expect(query?.title == question.question)
      #expect(query?.sql == question.sql)
    }
    let relations = try ask("SELECT name FROM sqlite_schema").map { $0[0] }
    for name in told.tables.keys { #expect(relations.contains(.text(name)), "\(name)") }
  }
}
