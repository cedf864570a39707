extension BenchmarkSuite {
  /// Counts the reachable objects of one collection, more than a million.
  mutating func measureQuery() throws {
    // Three and a half events an object.
    let log = try log(.growth, events: 3_600_000, collections: 1).path
    let database = path("query.db")
    remove(database)
    defer { remove(database) }
    try gctrace("import", [log], database: database)
    try gctrace("replay", [], database: database)
    let question = "SELECT count(*) FROM reachable WHERE run_id = 1 AND collection = 1"
    var usages: [ChildProcess.Usage] = []
    for _ in 0..<settings.runs {
      let (usage, output) = try gctrace("query", [question, "--format", "csv"], database: database)
      let count = output.split(whereSeparator: \.isNewline).last.flatMap { Int($0) } ?? 0
      guard count >= 1_000_000 else {
        throw BenchmarkFailure.unexpected("count(*) says \(output)")
      }
      usages.append(usage)
    }
    note(
      Figure(
        "query.reachable",
        "count(*) of reachable, a million members, CPU",
        unit: "s",
        usages.map(\.cpu),
        bar: .atMost(1)
      )
    )
    note(Figure("query.reachable.wall", "  clock", unit: "s", usages.map(\.wall)))
  }
}
