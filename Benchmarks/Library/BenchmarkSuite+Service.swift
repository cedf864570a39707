import Foundation

extension BenchmarkSuite {
  /// Import, dry run and replay of the service's log, compared with CPython 3.11, sqlite3's `.import` and a C loop of inserts.
  mutating func measureService() throws {
    let (log, summary) = try log(.service, events: settings.events)
    let python = try python311()
    let rows = path("service-rows.csv")
    try EventRows.write(ofLog: log, to: rows)
    defer { remove(rows) }
    let insert = try buildInsert()
    let database = path("service.db")
    defer { remove(database) }
    var rounds = Rounds()
    var tables: [Double] = []
    var inserts: [Double] = []
    var facts: Int64 = 0
    for _ in 0..<settings.runs {
      try measure(log, python, database, into: &rounds)
      tables.append(try importRows(rows))
      if facts == 0 { facts = try self.facts(database) }
      let table = path("insert.db")
      defer { remove(table) }
      inserts.append(
        try ChildProcess.run(insert, [table, String(facts)], scratch: settings.folder).usage.cpu
      )
    }
    note(rounds, of: .service)
    let indices = rounds.imports.indices
    note(
      Figure(
        "service.import.speed",
        "import, times as fast as sqlite3's .import",
        unit: "ratio",
        indices.map { tables[$0] / rounds.imports[$0].cpu },
        bar: .atLeast(5)
      )
    )
    note(
      Figure(
        "service.facts.speed",
        "a replay's facts a second to a C loop's rows a second",
        unit: "ratio",
        indices.map { inserts[$0] / rounds.replays[$0].cpu },
        bar: .atLeast(1)
      )
    )
    note(Figure("service.sqlite-import.cpu", "  CPU of sqlite-import", unit: "s", tables))
    note(Figure("service.c-insert.cpu", "  CPU of c-insert", unit: "s", inserts))
    note(
      Figure("service.import.wall", "  clock of import", unit: "s", rounds.imports.map(\.wall))
    )
    note(
      Figure("service.replay.wall", "  clock of replay", unit: "s", rounds.replays.map(\.wall))
    )
    note(
      Figure(
        "service.log.size",
        "  the text log",
        unit: "bytes/event",
        [Double(summary.bytes) / Double(summary.events)]
      )
    )
  }

  /// The CPU seconds of sqlite3's `.import` for the rows into an empty table.
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

  /// The number of rows in the sets of the newest run.
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
