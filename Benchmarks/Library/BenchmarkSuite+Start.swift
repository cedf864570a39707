extension BenchmarkSuite {
  /// The time until a command answers, on a database with the service's trace and a run.
  mutating func measureStart() throws {
    let log = try log(.service, events: settings.events).path
    let database = path("start.db")
    remove(database)
    defer { remove(database) }
    try gctrace("import", [log], database: database)
    try gctrace("replay", [], database: database)
    let commands: [(name: String, title: String, words: [String])] = [
      ("help", "gctrace --help", ["--help"]),
      ("runs", "gctrace runs", ["runs", "--db", database]),
      (
        "open", "opening the database: gctrace query 'SELECT 1'",
        ["query", "--db", database, "SELECT 1"]
      ),
    ]
    for command in commands {
      var seconds: [Double] = []
      // These measurements are short, so more of them cost nothing.
      for _ in 0..<max(settings.runs, 21) {
        let usage = try ChildProcess.run(
          settings.gctrace,
          command.words,
          scratch: settings.folder
        ).usage
        seconds.append(usage.wall * 1000)
      }
      note(
        Figure("start.\(command.name)", command.title, unit: "ms", seconds, bar: .atMost(50))
      )
    }
  }
}
