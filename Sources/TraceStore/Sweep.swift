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
    "predicted_max_pause_ns_low", "predicted_max_pause_ns_high", "predicted_p99_pause_ns",
    "predicted_p99_pause_ns_low", "predicted_p99_pause_ns_high",
  ]

  /// The setting's place in the sweep, from 1.
  package var sequence: Int64
  /// `KEY=VALUE,...`; empty: the recording's own setting.
  package var setting: String
  /// The setting as a JSON object.
  package var options: String
  package var figures: [Int64]
  /// nil: not asked for.
  package var garbage: Garbage?

  /// The columns `garbageColumns`.
  package struct Garbage: Equatable, Sendable {
    package var peakObjects: Int64
    package var peakBytes: Int64
    /// nil: no garbage was freed.
    package var ageMedian: Int64?
    package var agePercentile95: Int64?

    package init(
      peakObjects: Int64,
      peakBytes: Int64,
      ageMedian: Int64?,
      agePercentile95: Int64?
    ) {
      self.peakObjects = peakObjects
      self.peakBytes = peakBytes
      self.ageMedian = ageMedian
      self.agePercentile95 = agePercentile95
    }
  }

  static let garbageColumns = [
    "peak_garbage_objects", "peak_garbage_bytes", "garbage_age_p50", "garbage_age_p95",
  ]

  package init(
    sequence: Int64,
    setting: String,
    options: String,
    figures: [Int64],
    garbage: Garbage? = nil
  ) {
    self.garbage = garbage
    self.sequence = sequence
    self.setting = setting
    self.options = options
    self.figures = figures
  }
}
