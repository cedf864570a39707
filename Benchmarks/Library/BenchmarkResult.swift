import Foundation

/// The figures of a run of the suite. Two commits are compared by such files.
package struct BenchmarkResult: Codable, Equatable, Sendable {
  /// The version of the file format.
  package static let currentFormat = 1

  package var format = BenchmarkResult.currentFormat
  /// The measured commit; "+" after it means that there were changes. Empty if it is not known.
  package var commit: String
  /// UTC, RFC 3339.
  package var date: String
  /// Processors and memory, which may explain a difference.
  package var machine: String
  /// The number of events in the service's log.
  package var events: Int64
  package var figures: [Figure]

  package init(
    commit: String,
    date: String,
    machine: String,
    events: Int64,
    figures: [Figure]
  ) {
    self.commit = commit
    self.date = date
    self.machine = machine
    self.events = events
    self.figures = figures
  }

  /// Whether every bar holds.
  package var holds: Bool { figures.allSatisfy { $0.holds != false } }

  /// Reads a result from a file.
  package init(contentsOf path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    self = try JSONDecoder().decode(BenchmarkResult.self, from: data)
  }

  /// Writes it to a file.
  package func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(self).write(to: URL(filePath: path))
  }
}
