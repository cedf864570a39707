extension BenchmarkSuite {
  /// The size of the service's trace and of a run of it in the database.
  mutating func measureSize() throws {
    let (log, summary) = try log(.service, events: settings.events)
    let database = path("size.db")
    remove(database)
    defer { remove(database) }
    try gctrace("import", [log], database: database)
    let traceBytes = try size(of: database)
    try gctrace("replay", [], database: database)
    let runBytes = try size(of: database) - traceBytes
    let members = try number(
      "SELECT sum(promoted + collected) FROM collection",
      database: database
    )
    note(
      Figure(
        "size.trace",
        "database, a trace",
        unit: "bytes/event",
        [Double(traceBytes) / Double(summary.events)],
        bar: .atMost(16)
      )
    )
    note(
      Figure(
        "size.run",
        "database, a run, by promoted or collected object",
        unit: "bytes/object",
        [Double(runBytes) / Double(members)],
        bar: .atMost(8)
      )
    )
  }
}
