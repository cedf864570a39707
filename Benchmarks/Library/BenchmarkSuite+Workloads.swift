extension BenchmarkSuite {
  /// The peak memory that an import may have, in MiB.
  private static let importLimit: Double = 96

  /// Every workload: the cost of an event, and the memory of import and replay.
  mutating func measureWorkloads() throws {
    for workload in Workload.allCases {
      let (log, summary) = try log(workload, events: settings.events)
      var imports: [ChildProcess.Usage] = []
      var replays: [ChildProcess.Usage] = []
      var allowance: Double = 0
      for _ in 0..<settings.runs {
        let database = path("workload.db")
        remove(database)
        defer { remove(database) }
        imports.append(try gctrace("import", [log], database: database).usage)
        replays.append(try gctrace("replay", [], database: database).usage)
        allowance = try replayAllowance(summary, database)
      }
      let name = workload.rawValue
      let events = Double(summary.events)
      note(
        Figure(
          "\(name).import.cost",
          "  \(name): import",
          unit: "ns/event",
          imports.map { $0.cpu / events * 1e9 }
        )
      )
      note(
        Figure(
          "\(name).replay.cost",
          "  \(name): replay",
          unit: "ns/event",
          replays.map { $0.cpu / events * 1e9 }
        )
      )
      note(
        Figure(
          "\(name).import.memory",
          "\(name): peak memory of import",
          unit: "MiB",
          imports.map { mebibytes($0.peakMemory) },
          bar: .atMost(Self.importLimit)
        )
      )
      note(
        Figure(
          "\(name).replay.memory",
          "\(name): peak memory of replay",
          unit: "MiB",
          replays.map { mebibytes($0.peakMemory) },
          bar: .atMost(allowance)
        )
      )
    }
  }

  /// The memory that a replay may take, in MiB: 64 bytes for an object alive at the peak, 16 for a reference held at that time, 5 for
  /// each object of the trace, and 96 MiB.
  private func replayAllowance(_ summary: Workload.Summary, _ database: String) throws -> Double {
    let counts = try numbers(
      "SELECT r.peak_objects, t.objects FROM run AS r JOIN trace AS t ON t.id = r.trace_id",
      database: database
    )
    guard counts.count == 2 else { return .nan }
    return mebibytes(64 * counts[0] + 16 * summary.peakReferences + 5 * counts[1]) + 96
  }
}
