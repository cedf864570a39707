package import Foundation

/// What a run of the suite works with.
package struct BenchmarkSettings: Sendable {
  /// The program that is measured.
  package var gctrace: String
  /// Where logs and databases go; logs stay there for the next run.
  package var folder: URL
  /// Where `insert.c`, `graph.c` and `time_collections.py` are.
  package var sources: URL
  /// The events of the service's log that most bars are about.
  package var events: Int64 = 10_000_000
  /// The events of the longest service log, for the cost by length.
  package var largest: Int64 = 10_000_000
  /// How often everything is measured.
  package var runs = 5
  /// Recordings of real programs, to be measured too.
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
