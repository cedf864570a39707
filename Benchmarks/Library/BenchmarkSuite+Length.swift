extension BenchmarkSuite {
  /// The cost of an event in a log of a million events, of ten million and so on, up to the largest requested.
  mutating func measureLength() throws {
    var lengths: [Int64] = [1_000_000]
    while let last = lengths.last, last < settings.largest {
      lengths.append(min(last * 10, settings.largest))
    }
    var costs: [[Double]] = lengths.map { _ in [] }
    for _ in 0..<settings.runs {
      for (index, events) in lengths.enumerated() {
        let (log, summary) = try log(.service, events: events)
        let database = path("length.db")
        remove(database)
        defer { remove(database) }
        let imported = try gctrace("import", [log], database: database).usage.cpu
        let replayed = try gctrace("replay", [], database: database).usage.cpu
        costs[index].append((imported + replayed) / Double(summary.events) * 1e9)
      }
    }
    for (index, events) in lengths.enumerated() {
      note(
        Figure(
          "length.\(events).cost",
          "  import + replay, \(events) events",
          unit: "ns/event",
          costs[index]
        )
      )
    }
    guard let last = costs.last, costs.count > 1 else { return }
    note(
      Figure(
        "length.\(lengths[lengths.count - 1]).growth",
        "cost of an event, \(lengths[lengths.count - 1]) events to 1000000",
        unit: "ratio",
        last.indices.map { last[$0] / costs[0][$0] },
        bar: .atMost(1.1)
      )
    )
  }
}
