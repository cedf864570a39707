import Conformance
import Foundation

extension BenchmarkSuite {
  /// The service's log through import, dry run and replay, beside CPython 3.11, sqlite3's `.import` and a C loop of inserts.
  mutating func measureService() throws {
    let (log, summary) = try log(.service, events: settings.events)
    let python = try python311()
    let rows = path("service-rows.csv")
    try EventRows.write(ofLog: log, to: rows)
    defer { remove(rows) }
    let insert = try buildInsert()
    var times = ServiceTimes()
    for _ in 0..<settings.runs {
      let database = path("service.db")
      remove(database)
      times.imports.append(try gctrace("import", [log], database: database).usage)
      times.rehearsals.append(
        try gctrace("replay", ["--dry-run"], database: database).usage
      )
      times.replays.append(try gctrace("replay", [], database: database).usage)
      if let python { times.pythons.append(try seconds(python, log)) }
      times.tables.append(try importRows(rows))
      if times.facts == 0 { times.facts = try facts(database) }
      let table = path("insert.db")
      defer { remove(table) }
      times.inserts.append(
        try ChildProcess.run(insert, [table, String(times.facts)], scratch: settings.folder)
          .usage.cpu
      )
    }
    note(times, summary)
  }

  /// A second for each round.
  private struct ServiceTimes {
    var imports: [ChildProcess.Usage] = []
    var rehearsals: [ChildProcess.Usage] = []
    var replays: [ChildProcess.Usage] = []
    var pythons: [Double] = []
    var tables: [Double] = []
    var inserts: [Double] = []
    /// Rows of reachable, unreachable, promotion and survivor that a replay writes.
    var facts: Int64 = 0
  }

  private mutating func note(_ times: ServiceTimes, _ summary: Workload.Summary) {
    let rounds = times.imports.indices
    let (imports, replays) = (times.imports.map(\.cpu), times.replays.map(\.cpu))
    let rehearsals = times.rehearsals.map(\.cpu)
    if !times.pythons.isEmpty {
      note(
        Figure(
          "service.import-and-replay.ratio",
          "import + replay, CPU to CPython 3.11's",
          unit: "ratio",
          rounds.map { (imports[$0] + replays[$0]) / times.pythons[$0] },
          bar: .atMost(1)
        )
      )
      note(
        Figure(
          "service.dry-run.ratio",
          "replay --dry-run, CPU to CPython 3.11's",
          unit: "ratio",
          rounds.map { rehearsals[$0] / times.pythons[$0] },
          bar: .atMost(0.25)
        )
      )
    }
    note(
      Figure(
        "service.import.speed",
        "import, times as fast as sqlite3's .import",
        unit: "ratio",
        rounds.map { times.tables[$0] / imports[$0] },
        bar: .atLeast(5)
      )
    )
    note(
      Figure(
        "service.facts.speed",
        "a replay's facts a second to a C loop's rows a second",
        unit: "ratio",
        rounds.map { times.inserts[$0] / replays[$0] },
        bar: .atLeast(1)
      )
    )
    let each: [(String, [Double])] = [
      ("import", imports), ("dry-run", rehearsals), ("replay", replays),
      ("cpython", times.pythons), ("sqlite-import", times.tables), ("c-insert", times.inserts),
    ]
    for (name, seconds) in each where !seconds.isEmpty {
      note(Figure("service.\(name).cpu", "  CPU of \(name)", unit: "s", seconds))
    }
    note(Figure("service.import.wall", "  clock of import", unit: "s", times.imports.map(\.wall)))
    note(Figure("service.replay.wall", "  clock of replay", unit: "s", times.replays.map(\.wall)))
    note(
      Figure(
        "service.log.size",
        "  the text log",
        unit: "bytes/event",
        [Double(summary.bytes) / Double(summary.events)]
      )
    )
  }

  /// The CPU seconds that the driver says it took to read and run the log: without its start, its reading of the file and its end.
  private func seconds(_ python: Interpreter, _ log: String) throws -> Double {
    let output = try ChildProcess.run(
      python.executable.path,
      ["-S", "-E", Driver.script.path, "--module-dir", settings.folder.path, "--time", log],
      scratch: settings.folder
    ).output
    struct Report: Decodable { var seconds: Double }
    let line = output.split(separator: "\n").last ?? ""
    return try JSONDecoder().decode(Report.self, from: Data(line.utf8)).seconds
  }

  /// The CPU seconds of sqlite3's `.import` of the rows into an empty table.
  private func importRows(_ rows: String) throws -> Double {
    let database = path("rows.db")
    remove(database)
    defer { remove(database) }
    return try ChildProcess.run(
      "sqlite3",
      ["-batch", database, EventRows.table, ".mode csv", ".import \(rows) event"],
      scratch: settings.folder
    ).usage.cpu
  }

  /// How many rows the sets of the newest run have.
  private func facts(_ database: String) throws -> Int64 {
    try number(
      """
      SELECT (SELECT sum(reachable + unreachable + promoted) FROM collection WHERE run_id = r.id)
        + (SELECT sum(objects) FROM survivor_block WHERE run_id = r.id)
      FROM run AS r ORDER BY id DESC LIMIT 1
      """,
      database: database
    )
  }

  private func buildInsert() throws -> String {
    let program = path("insert")
    let source = settings.sources.appending(path: "insert.c").path
    try ChildProcess.run(
      "cc",
      ["-O2", "-o", program, source, "-lsqlite3"],
      scratch: settings.folder
    )
    return program
  }
}
