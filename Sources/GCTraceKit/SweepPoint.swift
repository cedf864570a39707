import CyclicGC
import TraceStore

/// The result of the replay under one setting of a sweep: a row of `sweep_point`.
package struct SweepPoint: Equatable, Sendable {
  /// The setting's number in the sweep, from 1; 1 is the recording's own setting.
  package var sequence: Int64
  /// `KEY=VALUE,...`; empty: the recording's own setting.
  package var setting: String
  /// The setting as a JSON object, with the state in force.
  package var options: String
  /// By generation.
  package var collections: [Int64] = [0, 0, 0]
  package var candidates: Int64 = 0
  /// References traversed, both passes.
  package var visits: Int64 = 0
  /// Objects that collections freed.
  package var freed: Int64 = 0
  package var peakObjects: Int64 = 0
  package var peakBytes: Int64 = 0
  /// Predicted time of all collections, in nanoseconds, with its 90 % interval.
  package var predicted: Int64 = 0
  package var predictedLow: Int64 = 0
  package var predictedHigh: Int64 = 0
  /// The longest predicted collection, with its 90 % interval.
  package var predictedMaxPause: Int64 = 0
  package var predictedMaxPauseLow: Int64 = 0
  package var predictedMaxPauseHigh: Int64 = 0
  /// What 99 of 100 collections are predicted to stay within, with its 90 % interval.
  package var predictedPause99: Int64 = 0
  package var predictedPause99Low: Int64 = 0
  package var predictedPause99High: Int64 = 0
  /// Nil: garbage was not asked for.
  package var garbage: Garbage?
  /// Whether all collections are within the range for which the trace has durations.
  package var isTrusted = true
  package var divergences: Int64 = 0
  /// Whether no other point is better in time or peak bytes and at least as good in the other. Known once all points are there.
  package var isPareto = false
  package var isRecommended = false

  /// How much garbage there was.
  package struct Garbage: Equatable, Sendable {
    /// The most at once.
    package var peakObjects: Int64
    package var peakBytes: Int64
    /// How many events garbage was there before it was freed: the median, and what 95 of 100 objects stay within; nil: none was freed.
    package var ageMedian: Int64?
    package var agePercentile95: Int64?
  }

  package init(sequence: Int64, setting: String, options: String) {
    self.sequence = sequence
    self.setting = setting
    self.options = options
  }

  /// Objects freed for each candidate; nil: no candidates.
  package var effectiveness: Double? {
    candidates == 0 ? nil : Double(freed) / Double(candidates)
  }
}

extension SweepPoint.Garbage {
  init(_ garbage: ReplayEngine.Garbage) {
    peakObjects = garbage.peakObjects
    peakBytes = garbage.peakBytes
    ageMedian = garbage.ageMedian
    agePercentile95 = garbage.agePercentile95
  }
}

extension SweepPoint {
  init(_ row: SweepRow) {
    self.init(sequence: row.sequence, setting: row.setting, options: row.options)
    let figures = row.figures + Array(repeating: 0, count: SweepRow.columns.count)
    collections = Array(figures[0..<3])
    (candidates, visits, freed) = (figures[3], figures[4], figures[5])
    (peakObjects, peakBytes) = (figures[6], figures[7])
    (predicted, predictedLow, predictedHigh) = (figures[8], figures[9], figures[10])
    (predictedMaxPause, isTrusted) = (figures[11], figures[12] != 0)
    (divergences, isPareto, isRecommended) = (figures[13], figures[14] != 0, figures[15] != 0)
    (predictedMaxPauseLow, predictedMaxPauseHigh) = (figures[16], figures[17])
    (predictedPause99, predictedPause99Low, predictedPause99High) =
      (figures[18], figures[19], figures[20])
    garbage = row.garbage.map {
      Garbage(
        peakObjects: $0.peakObjects,
        peakBytes: $0.peakBytes,
        ageMedian: $0.ageMedian,
        agePercentile95: $0.agePercentile95
      )
    }
  }

  var row: SweepRow {
    SweepRow(
      sequence: sequence,
      setting: setting,
      options: options,
      figures: collections + [
        candidates, visits, freed, peakObjects, peakBytes, predicted, predictedLow,
        predictedHigh, predictedMaxPause, isTrusted ? 1 : 0, divergences, isPareto ? 1 : 0,
        isRecommended ? 1 : 0, predictedMaxPauseLow, predictedMaxPauseHigh, predictedPause99,
        predictedPause99Low, predictedPause99High,
      ],
      garbage: garbage.map {
        SweepRow.Garbage(
          peakObjects: $0.peakObjects,
          peakBytes: $0.peakBytes,
          ageMedian: $0.ageMedian,
          agePercentile95: $0.agePercentile95
        )
      }
    )
  }
}
