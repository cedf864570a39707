import CyclicGC
import Foundation
import GCTraceKit
import SQLite
import TraceTesting
import Testing

/// Imports every log of `fixtures/replay`, and the readable part of every log of `fixtures/truncated`, replays it as its `.expected` file
/// says, and compares the answers of the database.
@Suite struct ReplayGoldenTests {
  @Test func thereAreCases() throws {
    #expect(try GoldenCase.all(in: "replay").count > 100)
    #expect(try GoldenCase.all(in: "truncated").count > 5)
  }

  /// Every file of the folders belongs to a case, and every case has both of its files.
  @Test(arguments: ["replay", "truncated"]) func everyFileIsOfACase(_ folder: String) throws {
    let path = Fixtures.folder.appending(path: folder).path
    let files = try FileManager.default.subpathsOfDirectory(atPath: path)
      .filter { !$0.hasSuffix(".gitattributes") && $0.contains(".") }
    let logs = files.filter { $0.hasSuffix(".log") || $0.hasSuffix(".log.gz") }
    let stems = logs.map { $0.replacing(/\.log(\.gz)?$/, with: "") }.sorted()
    let expected = files.filter { $0.hasSuffix(".expected") }.map { String($0.dropLast(9)) }
    #expect(stems == expected.sorted())
    #expect(files.count == 2 * stems.count)
    let cases = try GoldenCase.all(in: folder)
    #expect(cases.count == stems.count)
    for stem in stems {
      #expect(cases.contains { $0.expectations.path.hasSuffix("/\(stem).expected") }, "\(stem)")
    }
  }

  @Test(arguments: try GoldenCase.all(in: "replay"))
  func answersAsExpected(_ golden: GoldenCase) throws {
    try check(golden, acceptsTruncation: false)
  }

  @Test(arguments: try GoldenCase.all(in: "truncated"))
  func answersAsExpectedOfWhatIsWhole(_ golden: GoldenCase) throws {
    try check(golden, acceptsTruncation: true)
  }

  private func check(_ golden: GoldenCase, acceptsTruncation: Bool) throws {
    let folder = try TemporaryFolder()
    let database = folder.path("golden.db")
    let summary = try Importer(databasePath: database, acceptsTruncation: acceptsTruncation)
      .importLog(path: golden.log.path, name: nil)
    #expect(summary.brokeOffAfter == golden.brokeOffAfter)
    let trace = summary.traceID
    for section in golden.sections {
      try check(section, of: golden, trace, database)
    }
    try checkIntegrity(database)
  }

  private func check(
    _ section: GoldenCase.Section,
    of golden: GoldenCase,
    _ trace: Int64,
    _ database: String
  ) throws {
    var run: Int64?
    if let arguments = section.replay {
      let options = try options(arguments)
      do throws(GCTraceError) {
        run = try Replayer(databasePath: database).replay(
          trace: String(trace),
          options: options
        ).runID
        if let option = arguments.firstIndex(of: "--snapshot"),
          let place = TraceMoment(arguments[option + 1])
        {
          _ = try Snapshots(databasePath: database).make(run: run.map(String.init), at: place)
        }
        if arguments.contains("cycles"), let run {
          _ = try Cycles(databasePath: database).prepare(run: String(run))
        }
        if let failure = section.failure {
          Issue.record(
            "\(golden.name):\(section.line): expected failure at event \(failure.event), found none"
          )
        }
      } catch {
        guard let failure = section.failure, case .contradicted(let message) = error else {
          Issue.record("\(golden.name):\(section.line): \(error.message)")
          return
        }
        #expect(message.contains(failure.message), "\(golden.name):\(section.line)")
        #expect(message.hasSuffix("(event \(failure.event))"), "\(golden.name):\(section.line)")
        try checkFailedRun(message, database)
        return
      }
    }
    let connection = try Connection(path: database, access: .readOnly)
    for question in section.questions {
      let rows = try answer(question.sql, trace: trace, run: run, connection)
      #expect(rows == question.rows, "\(golden.name).expected:\(question.line): \(question.sql)")
    }
  }

  /// A failed run says so and has no results.
  private func checkFailedRun(_ message: String, _ database: String) throws {
    let connection = try Connection(path: database, access: .readOnly)
    let runs = try answer(
      "SELECT status, error FROM run ORDER BY id DESC LIMIT 1",
      trace: 0,
      run: nil,
      connection
    )
    #expect(runs == ["failed|\(message)"])
    let results = try answer(
      """
      SELECT (SELECT count(*) FROM collection WHERE run_id = r.id) + (SELECT count(*) FROM survivor WHERE run_id = r.id)
      FROM run AS r WHERE status = 'failed'
      """,
      trace: 0,
      run: nil,
      connection
    )
    #expect(results.allSatisfy { $0 == "0" })
  }

  private func options(_ arguments: [String]) throws -> Replayer.Options {
    var options = Replayer.Options()
    var rest = arguments[...]
    while let option = rest.popFirst() {
      let value = rest.popFirst() ?? ""
      switch option {
      case "--python": options.setting.python = value
      case "--threshold":
        options.setting.thresholds = value.split(separator: ",").compactMap { Int64($0) }
      case "--setting":
        options.setting = try SettingRequest(SettingRequest.pairs(of: value))
      case "--strict":
        options.isStrict = value == "yes"
      case "--with":
        options.datesGarbage = value.contains("garbage")
        options.countsDeaths = value.contains("deaths")
      case "--snapshot": #expect(TraceMoment(value) != nil)
      default: Issue.record("unknown option \(option)")
      }
    }
    return options
  }

  private func answer(
    _ sql: String,
    trace: Int64,
    run: Int64?,
    _ connection: Connection
  ) throws -> [String] {
    var statement = try Statement(
      connection,
      sql.replacing(":trace", with: String(trace)).replacing(
        ":run",
        with: run.map(String.init) ?? "NULL"
      )
    )
    var rows: [String] = []
    while try statement.step() {
      rows.append(
        (0..<statement.columnCount).map { statement.isNull(at: $0) ? "" : statement.text(at: $0) }
          .joined(separator: "|")
      )
    }
    return rows
  }

  private func checkIntegrity(_ database: String) throws {
    let connection = try Connection(path: database, access: .readOnly)
    #expect(try answer("PRAGMA integrity_check", trace: 0, run: nil, connection) == ["ok"])
    #expect(try answer("PRAGMA foreign_key_check", trace: 0, run: nil, connection) == [])
  }
}
