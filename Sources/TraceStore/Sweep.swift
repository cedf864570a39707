/// A row of `sweep`: replays of one trace under many settings, of which only figures are stored.
package struct Sweep: Equatable, Sendable {
  /// Given when the row is written.
  package var id: Int64
  package var trace: Int64
  package var name: String
  /// A JSON array: the setting of each point as `KEY=VALUE,...`, in their order.
  package var grid: String
  /// The number of points that the sweep will have.
  package var settings: Int64
  /// UTC, RFC 3339.
  package var startedAt: String
  /// nil: some of its points are missing.
  package var finishedAt: String?

  package init(
    id: Int64 = 0,
    trace: Int64,
    name: String,
    grid: String,
    settings: Int64,
    startedAt: String,
    finishedAt: String? = nil
  ) {
    self.id = id
    self.trace = trace
    self.name = name
    self.grid = grid
    self.settings = settings
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }
}

/// A row of `sweep_point`: the result of a replay under one setting.
package struct SweepRow: Equatable, Sendable {
  /// The columns that `figures` holds, in their order.
  package static let columns = [
    "collections0", "collections1", "collections2", "candidates", "visits", "freed",
    "peak_objects", "peak_bytes", "predicted_ns", "predicted_ns_low", "predicted_ns_high",
    "predicted_max_pause_ns", "trusted", "divergences", "pareto", "recommended",
  ]

  /// The setting's place in the sweep, from 1.
  package var sequence: Int64
  /// `KEY=VALUE,...`; empty: the recording's own setting.
  package var setting: String
  /// The setting as a JSON object.
  package var options: String
  package var figures: [Int64]

  package init(sequence: Int64, setting: String, options: String, figures: [Int64]) {
    self.sequence = sequence
    self.setting = setting
    self.options = options
    self.figures = figures
  }
}
