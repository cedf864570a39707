import Foundation

extension BenchmarkSuite {
  /// The cost of an event in recordings of real programs.
  mutating func measureRecordings() throws {
    for recording in settings.recordings {
      let name = URL(filePath: recording).lastPathComponent.replacing(".log.gz", with: "")
      var imports: [Double] = []
      var replays: [Double] = []
      var events: Double = 0
      for _ in 0..<settings.runs {
        let database = path("recording.db")
        remove(database)
        defer { remove(database) }
        imports.append(try gctrace("import", [recording], database: database).usage.cpu)
        replays.append(try gctrace("replay", [], database: database).usage.cpu)
        events = Double(try number("SELECT events FROM trace", database: database))
      }
      note(
        Figure(
          "recording.\(name).import.cost",
          "  \(name): import",
          unit: "ns/event",
          imports.map { $0 / events * 1e9 }
        )
      )
      note(
        Figure(
          "recording.\(name).replay.cost",
          "  \(name): replay",
          unit: "ns/event",
          replays.map { $0 / events * 1e9 }
        )
      )
    }
  }
}
