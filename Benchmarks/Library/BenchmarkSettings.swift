package import Foundation

/// The settings of a run of the suite.
package struct BenchmarkSettings: Sendable {
  /// The program that is measured.
  package var gctrace: String
  /// The folder for logs and databases. Logs stay there for the next run.
  package var folder: URL
  /// The folder with `insert.c`, `graph.c` and `time_collections.py`.
  package var sources: URL
  /// The number of events in the service's log, which most bars are about.
  package var events: Int64 = 10_000_000
  /// The number of events in the longest service log, for the cost by length.
  package var largest: Int64 = 10_000_000
  /// The number of measurements of each figure.
  package var runs = 5
  /// Recordings of real programs to measure as well.
  package var recordings: [String] = []
  /// The groups of figures to measure; empty: all.
  package var only: [BenchmarkSuite.Group] = []
  package var seed: UInt64 = 1

  package init(gctrace: String, folder: URL, sources: URL) {
    self.gctrace = gctrace
    self.folder = folder
    self.sources = sources
  }
}
